import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AlarmKind, alarmNotes, alarmPeriodS, type Note } from './alarm-notes.ts';

export interface AlarmState {
  /** The browser keeps pages silent until somebody touched them. */
  readonly blocked: boolean;
}

/** The alarm sound, made by Web Audio: rings in rounds until it is told to stop. */
export class Alarm {
  readonly state: StoreApi<AlarmState> = createStore<AlarmState>(() => ({ blocked: false }));
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #kind: AlarmKind | null = null;
  #volume = 0.7;

  setVolume(volume: number): void {
    this.#volume = volume;
  }

  /** Rings for `kind` from now on; null = silence. */
  ring(kind: AlarmKind | null): void {
    if (kind === this.#kind) return;
    this.#kind = kind;
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    if (!kind) return;
    void this.#round(kind);
    this.#timer = setInterval(() => void this.#round(kind), alarmPeriodS * 1_000);
  }

  /** One round, to hear how loud it is. */
  async test(): Promise<void> {
    await this.#round('accident');
  }

  /** To be called from a click or key: from then on the browser lets the alarm be heard. */
  async unlock(): Promise<void> {
    await this.#ready();
  }

  close(): void {
    this.ring(null);
    void this.#context?.close();
    this.#context = null;
  }

  async #round(kind: AlarmKind): Promise<void> {
    const context = await this.#ready();
    if (context && this.#volume > 0) for (const note of alarmNotes(kind)) play(context, note, this.#volume);
  }

  async #ready(): Promise<AudioContext | null> {
    this.#context ??= new AudioContext();
    // Without a gesture `resume` stays pending for ever: look at the state a moment later instead.
    await Promise.race([this.#context.resume(), new Promise((resolve) => setTimeout(resolve, 150))]);
    const running = this.#context?.state === 'running';
    this.state.setState({ blocked: !running });
    return running ? this.#context : null;
  }
}

function play(context: AudioContext, { atS, lengthS, fromHz, toHz }: Note, volume: number): void {
  const start = context.currentTime + 0.02 + atS;
  const end = start + lengthS;
  const oscillator = new OscillatorNode(context, { type: 'square', frequency: fromHz });
  const filter = new BiquadFilterNode(context, { type: 'lowpass', frequency: 2_600 });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.frequency.setValueAtTime(fromHz, start);
  oscillator.frequency.linearRampToValueAtTime(toHz, end);
  // Short ramps: a tone that starts at full height clicks.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume * 0.5, start + 0.012);
  gain.gain.setValueAtTime(volume * 0.5, end - 0.03);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(filter).connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(end + 0.02);
}
