import { Readable } from 'node:stream';
import pino from 'pino';
import type { Caller, Desk, Handlers } from '../../../shared/contract/dispatch.ts';
import type { EventName, Payload } from '../../../shared/contract/events.ts';
import { AppError } from '../../../shared/errors.ts';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import type { SendFrame } from '../../services/live/live-feed.ts';
import type { SendVideo } from '../../services/live/video-feed.ts';
import type { DesktopStation } from '../desktop-station.ts';

export const owner: Caller = {
  user: { id: 'owner', username: 'operator', role: 'admin', reach: { all: true }, createdAtMs: 0 },
  sessionId: null,
  address: 'desktop',
};

export const status = (
  cameras: { total: number; live: number },
  state: StationStatus['inference']['state'] = 'running',
): StationStatus => ({
  version: '0.1.0',
  startedAtMs: 0,
  nowMs: 0,
  cameras,
  database: 'sqlite',
  publicAddress: {
    state: 'off',
    url: null,
    provider: null,
    sinceMs: 1,
    problem: null,
    nextAttemptAtMs: null,
    lastCheckedAtMs: null,
    visitorPassword: null,
  },
  ffmpeg: null,
  inference: {
    state,
    sinceMs: 0,
    model: null,
    provider: null,
    problem: null,
    restarts: 0,
    pid: 1,
    framesPerSecond: 0,
    networkMsP50: null,
    droppedFrames: 0,
    camerasBehind: 0,
    measuredMs: {},
  },
});

/** A station for the shell's tests: events are played by the test, calls are answered by the handlers it gives. */
export class FakeStation implements DesktopStation {
  readonly desk: Desk;
  readonly log = pino({ level: 'silent' });
  readonly firstRunPassword: string | null = null;
  readonly feeds: { send: SendFrame; sendVideo: SendVideo; watched: unknown[]; closed: boolean }[] = [];
  closed = false;
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();

  constructor(handlers: Partial<Handlers> = {}) {
    const missing = () => {
      throw new AppError('not_found', 'not in this test');
    };
    const nowhere = () => ({ cameraId: null, siteId: null });
    this.desk = {
      handlers: new Proxy(handlers, { get: (target, name) => Reflect.get(target, name) ?? missing }) as Handlers,
      places: { camera: nowhere, incident: nowhere, site: nowhere },
      onInternal: (error) => this.log.error(error),
    };
  }

  readonly events = {
    on: <E extends EventName>(name: E, listener: (payload: Payload<E>) => void) => {
      const listeners = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
  };
  emit<E extends EventName>(name: E, payload: Payload<E>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
  }
  listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }

  owner = async () => owner;
  address = (): string | null => 'http://127.0.0.1:4001';
  media: DesktopStation['media'] = async () => ({ status: 404, headers: {}, body: Readable.from([]) });
  readonly createLiveFeed = (send: SendFrame, sendVideo: SendVideo) => {
    const feed = { send, sendVideo, watched: [] as unknown[], closed: false };
    this.feeds.push(feed);
    return {
      watch: (watch: unknown) => void feed.watched.push(watch),
      close: () => {
        feed.closed = true;
      },
    };
  };
  async close(): Promise<void> {
    this.closed = true;
  }
}
