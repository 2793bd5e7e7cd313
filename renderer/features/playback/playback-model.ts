import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Timeline, TimelineIncident } from '../../../shared/schemas/recording.ts';
import { incidentBeside, leadMs, nextVideo } from './at-time.ts';
import type { CameraPlayer, Pace } from './camera-player.ts';
import { PlayClock, speeds } from './play-clock.ts';
import type { StationClient } from './station-client.ts';
import { type Stretch, withEnd } from './stretch-selection.ts';
import { thinned, thinOut } from './thin-out.ts';
import { dayWindow, following, lengthOf, moved, type TimeWindow, zoomed } from './time-window.ts';

export const mostCameras = 9;

export interface PlaybackState {
  readonly cameraIds: readonly string[];
  readonly window: TimeWindow;
  readonly positionMs: number;
  readonly playing: boolean;
  readonly speed: number;
  /** Pictures are awaited. */
  readonly waiting: boolean;
  /** To be exported or kept. */
  readonly selection: Stretch | null;
  readonly timeline: Timeline | null;
  readonly error: unknown;
}

const tickMs = 100;
const askAfterMs = 150;
const refreshMs = 5_000;
/** So long the clock waits for a camera that is slow to answer; the others go on then. */
const patienceMs = 4_000;
/** A picture so far behind makes the clock wait, until it is no more than this behind. */
const lateMs = 600;
const caughtUpMs = 150;
/** So many jumps of one picture mean that the browser cannot keep up. */
const tooManyJumps = 3;

/** What the page of recordings shows and does, without its screen. */
export class PlaybackModel {
  readonly store: StoreApi<PlaybackState>;
  readonly #client: StationClient;
  readonly #clock: PlayClock;
  readonly #players = new Map<string, CameraPlayer>();
  readonly #stationNow: () => number;
  #timers: ReturnType<typeof setInterval>[] = [];
  #asking: ReturnType<typeof setTimeout> | null = null;
  #question = 0;
  #waitingSinceMs: number | null = null;
  #isOverloaded = false;

  constructor(client: StationClient, cameraIds: readonly string[], atMs: number, stationNow: () => number) {
    this.#client = client;
    this.#stationNow = stationNow;
    this.#clock = new PlayClock(atMs);
    this.store = createStore<PlaybackState>(() => ({
      ...{ cameraIds: cameraIds.slice(0, mostCameras), window: dayWindow(atMs), positionMs: atMs, playing: false, speed: 1 },
      ...{ waiting: false, selection: null, timeline: null, error: null },
    }));
  }

  /** @returns a function that ends everything. */
  start(): () => void {
    this.#timers = [setInterval(() => this.#tick(), tickMs), setInterval(() => this.#refresh(), refreshMs)];
    this.ask(0);
    return () => {
      for (const timer of this.#timers) clearInterval(timer);
      if (this.#asking) clearTimeout(this.#asking);
      this.#question += 1;
    };
  }

  addPlayer(cameraId: string, player: CameraPlayer): () => void {
    this.#players.set(cameraId, player);
    return () => {
      this.#players.delete(cameraId);
      player.close();
    };
  }

  setCameras(cameraIds: readonly string[]): void {
    this.store.setState({ cameraIds: cameraIds.slice(0, mostCameras), timeline: null });
    this.ask(0);
  }

  seek(atMs: number): void {
    const positionMs = Math.max(0, Math.min(Math.round(atMs), this.#stationNow()));
    this.#clock.seek(positionMs);
    // Before anything is drawn: the video is on its way meanwhile.
    const pace = this.#pace();
    for (const player of this.#players.values()) player.seek(pace);
    this.#waitingSinceMs = null;
    this.store.setState({ positionMs });
    this.#setWindow(following(this.store.getState().window, positionMs));
    this.#tick();
  }

  toggle(playing = !this.store.getState().playing): void {
    this.#clock.play(playing);
    this.store.setState({ playing });
  }

  setSpeed(speed: number): void {
    this.#isOverloaded = false;
    this.#clock.setSpeed(speed);
    this.store.setState({ speed });
  }

  /** @param direction 1 = the next faster one, -1 = the next slower */
  shiftSpeed(direction: 1 | -1): void {
    const index = speeds.findIndex((speed) => speed >= this.store.getState().speed) + direction;
    const speed = speeds[index];
    if (speed !== undefined) this.setSpeed(speed);
  }

  /** To the middle of the next picture or the one before, so that rounding never shows the same twice. */
  step(direction: 1 | -1): void {
    this.toggle(false);
    const atMs = this.#clock.positionMs;
    const player = [...this.#players.values()].find(({ state }) => state.kind === 'ready') ?? [...this.#players.values()][0];
    const frameMs = player?.frameMs ?? 1000 / 15;
    const shownMs = player?.isSeeking ? null : (player?.shownMs ?? null);
    const isNear = shownMs !== null && Math.abs(shownMs - atMs) < 2 * frameMs;
    this.#clock.seek(isNear ? shownMs + (direction + 0.5) * frameMs : atMs + direction * frameMs);
    this.#tick();
  }

  jump(byMs: number): void {
    this.seek(this.#clock.positionMs + byMs);
  }

  /** @returns false when there is none in what the timeline holds */
  jumpToIncident(direction: 1 | -1): boolean {
    const { timeline } = this.store.getState();
    const incident = incidentBeside(timeline?.incidents ?? [], this.#clock.positionMs, direction);
    if (incident) this.showIncident(incident);
    return incident !== null;
  }

  showIncident({ atMs }: Pick<TimelineIncident, 'atMs'>): void {
    this.seek(atMs - leadMs);
  }

  /** The chosen stretch begins or ends where the time stands. */
  markEnd(end: 'from' | 'to'): void {
    this.store.setState({ selection: withEnd(this.store.getState().selection, end, this.#clock.positionMs) });
  }

  /** Chooses what lies between two times, in any order. */
  select(oneMs: number, otherMs: number): void {
    const [fromMs = 0, toMs = 0] = [oneMs, otherMs].map((ms) => Math.max(0, Math.round(ms))).sort((a, b) => a - b);
    if (toMs > fromMs) this.store.setState({ selection: { fromMs, toMs } });
  }

  clearSelection(): void {
    this.store.setState({ selection: null });
  }

  zoom(factor: number, atMs = this.#clock.positionMs): void {
    this.#setWindow(zoomed(this.store.getState().window, factor, atMs));
  }

  pan(byMs: number): void {
    this.#setWindow(moved(this.store.getState().window, byMs));
  }

  showDay(atMs: number): void {
    this.#setWindow(dayWindow(atMs));
  }

  showAround(atMs: number, lengthMs: number): void {
    this.#setWindow(moved({ fromMs: 0, toMs: lengthMs }, atMs - lengthMs / 2));
  }

  /** As near to now as there is video. */
  showNow(lengthMs: number): void {
    const atMs = this.#stationNow() - 10_000;
    this.showAround(atMs, lengthMs);
    this.seek(atMs);
  }

  ask(afterMs = askAfterMs): void {
    if (this.#asking) clearTimeout(this.#asking);
    this.#asking = setTimeout(() => void this.#ask(), afterMs);
  }

  async #ask(): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    const { cameraIds, window } = this.store.getState();
    if (cameraIds.length === 0) return;
    const length = lengthOf(window);
    const stretch = { fromMs: Math.max(0, Math.floor(window.fromMs - length / 2)), toMs: Math.ceil(window.toMs + length / 2) };
    try {
      const timeline = await this.#client.call('recordings.timeline', {
        cameraIds: [...cameraIds],
        ...stretch,
        resolutionMs: Math.floor(length / 1_000),
      });
      if (question === this.#question) this.store.setState({ timeline, error: null });
    } catch (error) {
      if (question === this.#question) this.store.setState({ error });
    }
  }

  #refresh(): void {
    if (this.store.getState().window.toMs + lengthOf(this.store.getState().window) >= this.#stationNow()) this.ask(0);
  }

  #setWindow(window: TimeWindow): void {
    if (window === this.store.getState().window) return;
    this.store.setState({ window });
    this.ask();
  }

  #tick(): void {
    const { playing, window } = this.store.getState();
    if (playing) this.#skip();
    const pace = this.#pace();
    const { positionMs } = pace;
    for (const player of this.#players.values()) player.tick(pace);
    this.#isOverloaded ||= [...this.#players.values()].some(({ jumps }) => jumps >= tooManyJumps);
    this.#wait();
    if (positionMs >= this.#stationNow()) this.toggle(false);
    const waiting = this.#waitingSinceMs !== null;
    if (positionMs !== this.store.getState().positionMs || waiting !== this.store.getState().waiting)
      this.store.setState({ positionMs, waiting });
    if (playing) this.#setWindow(following(window, positionMs));
  }

  #pace(): Pace {
    const { playing, speed } = this.store.getState();
    const frameMs = Math.min(...[...this.#players.values()].map((player) => player.frameMs));
    const everyMs = !playing ? 0 : this.#isOverloaded ? thinned(speed) : thinOut(speed, this.#players.size, frameMs);
    return { positionMs: this.#clock.positionMs, playing, held: this.#clock.held, speed, everyMs };
  }

  /** Where no camera has video, on to where one has. */
  #skip(): void {
    const { timeline } = this.store.getState();
    const isEmpty = [...this.#players.values()].every(({ state }) => state.kind === 'empty');
    const next = timeline && isEmpty ? nextVideo(timeline.cameras, this.#clock.positionMs) : null;
    if (next !== null) this.seek(next);
  }

  /** In step means that nobody runs ahead of the slowest, for a while. */
  #wait(): void {
    const nowMs = performance.now();
    const { playing, speed } = this.store.getState();
    const { everyMs } = this.#pace();
    // Between key frames a picture is old by right.
    const mostLagMs = everyMs > 0 || !playing ? Number.POSITIVE_INFINITY : (this.#clock.held ? caughtUpMs : lateMs) * Math.max(1, speed);
    const isReady = [...this.#players.values()].every((player) => player.isReady && player.lagMs <= mostLagMs);
    if (isReady) this.#waitingSinceMs = null;
    else this.#waitingSinceMs ??= nowMs;
    this.#clock.hold(this.#waitingSinceMs !== null && nowMs - this.#waitingSinceMs < patienceMs);
  }
}
