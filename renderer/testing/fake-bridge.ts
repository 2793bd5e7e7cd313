import type { EventName } from '../../shared/contract/events.ts';
import type { FrameHeader, VideoHeader, Watch } from '../../shared/contract/live.ts';
import type { MethodName } from '../../shared/contract/methods.ts';
import type { ConnectionState, ConsoleBridge, FrameListener, VideoListener } from '../app/bridge/console-bridge.ts';

type Answer = (input: unknown) => unknown;

/** A station in memory: answers are set by the test, events and frames sent by it. */
export class FakeBridge implements ConsoleBridge {
  readonly kind = 'browser';
  readonly calls: { readonly name: MethodName; readonly input: unknown }[] = [];
  readonly watches: Watch[] = [];
  readonly answers = new Map<MethodName, Answer>();
  readonly #events = new Map<EventName, Set<(payload: unknown) => void>>();
  readonly #frames = new Set<FrameListener>();
  readonly #videos = new Set<VideoListener>();
  readonly #connections = new Set<(state: ConnectionState) => void>();
  #connection: ConnectionState = 'connecting';

  readonly live = {
    watch: (watch: Watch) => void this.watches.push(watch),
    onFrame: (listener: FrameListener) => {
      this.#frames.add(listener);
      return () => void this.#frames.delete(listener);
    },
    onVideo: (listener: VideoListener) => {
      this.#videos.add(listener);
      return () => void this.#videos.delete(listener);
    },
  };

  async invoke(name: MethodName, input: unknown): Promise<unknown> {
    this.calls.push({ name, input });
    const answer = this.answers.get(name);
    return answer ? { ok: true, value: await answer(input) } : { ok: false, error: { code: 'not_found', message: name } };
  }

  subscribe(name: EventName, listener: (payload: unknown) => void): () => void {
    const listeners = this.#events.get(name) ?? new Set();
    this.#events.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#connections.add(listener);
    listener(this.#connection);
    return () => void this.#connections.delete(listener);
  }

  emit(name: EventName, payload: unknown): void {
    for (const listener of this.#events.get(name) ?? []) listener(payload);
  }

  frame(header: FrameHeader, done: () => void): void {
    for (const listener of this.#frames) listener(header, new Uint8Array([1]), done);
  }

  video(header: VideoHeader, done: () => void): void {
    for (const listener of this.#videos) listener(header, new Uint8Array([1]), done);
  }

  connection(state: ConnectionState): void {
    this.#connection = state;
    for (const listener of this.#connections) listener(state);
  }

  async callPublic(name: MethodName, input: unknown): Promise<unknown> {
    this.calls.push({ name, input });
    return this.answers.get(name)?.(input);
  }

  async signIn(): Promise<void> {
    this.connection('connected');
  }

  async signOut(): Promise<void> {
    this.connection('signed_out');
  }

  close(): void {
    this.#events.clear();
  }
}
