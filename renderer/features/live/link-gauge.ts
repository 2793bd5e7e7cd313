/** What a link carries, from `full` down. */
export const linkLevels = ['full', 'reduced', 'small', 'smallest'] as const;
export type LinkLevel = (typeof linkLevels)[number];

/** Pictures that fit a link; null = as the camera sends them. */
export interface LinkRation {
  readonly wallWidth: number | null;
  readonly largeWidth: number | null;
  readonly framesAtOnce: number | null;
}

/**
 * At 1 Mbit/s a picture of 640 px (about 30 KB) takes a quarter of a second, one of 320 px (about 8 KB) a fifteenth. With two under way
 * at most, what is on the screen is a second old at worst and an alert never waits for more than two pictures.
 */
export const rations: Readonly<Record<LinkLevel, LinkRation>> = {
  full: { wallWidth: null, largeWidth: null, framesAtOnce: null },
  reduced: { wallWidth: 640, largeWidth: 960, framesAtOnce: 3 },
  small: { wallWidth: 480, largeWidth: 640, framesAtOnce: 2 },
  smallest: { wallWidth: 320, largeWidth: 480, framesAtOnce: 1 },
};

/** A probe that waited this much longer than the quickest one: pictures queue in front of it. */
const slowMs = 500;
const quickMs = 150;
/** Quick probes in a row before larger pictures are tried; doubled by every try that failed. */
const patience = 10;
const mostPatience = 160;
/** Probes after a change that still tell of the pictures sent before it. */
const settling = 2;

/**
 * Decides how large the pictures of a link may be, by how long an answer takes that stands behind them. Down at once, up with care:
 * each time that more turned out to be too much, it waits twice as long.
 */
export class LinkGauge {
  #level: LinkLevel;
  #quickestMs = Number.POSITIVE_INFINITY;
  #quick = 0;
  #patience = patience;
  #settling = 0;
  #triedMore = false;

  constructor(level: LinkLevel = 'full') {
    this.#level = level;
  }

  get level(): LinkLevel {
    return this.#level;
  }

  /** @param tookMs how long the answer took, or has been waited for so far. @returns the level from now on. */
  probed(tookMs: number, answered = true): LinkLevel {
    if (answered) this.#quickestMs = Math.min(this.#quickestMs, tookMs);
    const queuedMs = tookMs - (Number.isFinite(this.#quickestMs) ? this.#quickestMs : 0);
    if (queuedMs > slowMs) this.#tooMuch();
    else if (queuedMs < quickMs) this.#comfortable();
    else this.#quick = 0;
    return this.#level;
  }

  #tooMuch(): void {
    this.#quick = 0;
    if (this.#settling > 0) {
      this.#settling -= 1;
      return;
    }
    const lower = linkLevels[linkLevels.indexOf(this.#level) + 1];
    if (!lower) return;
    if (this.#triedMore) this.#patience = Math.min(mostPatience, this.#patience * 2);
    this.#enter(lower, false);
  }

  #comfortable(): void {
    this.#settling = 0;
    this.#quick += 1;
    if (this.#quick < this.#patience) return;
    const higher = linkLevels[linkLevels.indexOf(this.#level) - 1];
    if (higher) this.#enter(higher, true);
  }

  #enter(level: LinkLevel, more: boolean): void {
    this.#level = level;
    this.#triedMore = more;
    this.#quick = 0;
    this.#settling = more ? 0 : settling;
  }
}
