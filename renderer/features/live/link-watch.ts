import { createStore, type StoreApi } from 'zustand/vanilla';
import { LinkGauge, type LinkLevel } from './link-gauge.ts';

const everyMs = 1_000;
/** An answer that has not come by then says enough; it is still waited for, so that one probe is under way at a time. */
const lateMs = 700;

export interface LinkState {
  readonly level: LinkLevel;
}

/** Keeps asking over the connection of the pictures while any are wanted, and says what its link carries. */
export class LinkWatch {
  readonly state: StoreApi<LinkState>;
  readonly #probe: () => Promise<boolean>;
  readonly #gauge: LinkGauge;
  #timer: ReturnType<typeof setInterval> | null = null;
  #asking = false;

  /** @param probe resolves with true when it was answered, with false when it never will be: the connection broke. */
  constructor(probe: () => Promise<boolean>, level: LinkLevel = 'full') {
    this.#probe = probe;
    this.#gauge = new LinkGauge(level);
    this.state = createStore<LinkState>(() => ({ level }));
  }

  setActive(active: boolean): void {
    if (active === (this.#timer !== null)) return;
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = active ? setInterval(() => void this.#ask(), everyMs) : null;
    if (active) void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const askedAtMs = performance.now();
    const late = setTimeout(() => this.#enter(this.#gauge.probed(lateMs, false)), lateMs);
    const answered = await this.#probe();
    clearTimeout(late);
    this.#asking = false;
    if (answered) this.#enter(this.#gauge.probed(performance.now() - askedAtMs));
  }

  #enter(level: LinkLevel): void {
    if (level !== this.state.getState().level) this.state.setState({ level });
  }
}
