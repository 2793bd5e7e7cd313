export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** The time that all pictures follow. Runs on a clock that nobody sets, in ms. */
export class PlayClock {
  readonly #monotonicMs: () => number;
  #positionMs: number;
  #atMs: number;
  #speed = 1;
  #playing = false;
  #held = false;

  constructor(positionMs: number, monotonicMs: () => number = () => performance.now()) {
    this.#monotonicMs = monotonicMs;
    this.#positionMs = positionMs;
    this.#atMs = monotonicMs();
  }

  get positionMs(): number {
    const runs = this.#playing && !this.#held;
    return this.#positionMs + (runs ? (this.#monotonicMs() - this.#atMs) * this.#speed : 0);
  }
  get playing(): boolean {
    return this.#playing;
  }
  get speed(): number {
    return this.#speed;
  }
  /** True while it waits for pictures. */
  get held(): boolean {
    return this.#held;
  }

  seek(positionMs: number): void {
    this.#positionMs = Math.max(0, positionMs);
    this.#atMs = this.#monotonicMs();
  }
  play(playing: boolean): void {
    this.seek(this.positionMs);
    this.#playing = playing;
  }
  setSpeed(speed: number): void {
    this.seek(this.positionMs);
    this.#speed = speed;
  }
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.seek(this.positionMs);
    this.#held = held;
  }
}

export interface Correction {
  /** Jump there instead of catching up. */
  readonly jump: boolean;
  readonly rate: number;
}

/** Rates that browsers take. */
const slowest = 0.0625;
const fastest = 16;

/** How a picture that is `lateMs` behind the clock (negative: ahead) comes back into step. */
export function correctionOf(lateMs: number, speed: number): Correction {
  const bound = Math.max(400, 400 * speed);
  if (Math.abs(lateMs) > bound) return { jump: true, rate: speed };
  const rate = Math.abs(lateMs) < 30 ? speed : speed * (1 + Math.max(-0.15, Math.min(0.15, lateMs / 1_000)));
  return { jump: false, rate: Math.min(fastest, Math.max(slowest, rate)) };
}
