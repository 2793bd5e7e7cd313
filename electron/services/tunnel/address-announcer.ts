import { z } from 'zod';
import type { PublicAddress } from '../../../shared/schemas/tunnel.ts';
import type { NowMs } from '../clock.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';

export interface AddressAnnouncerOptions {
  readonly settings: SettingsRepository;
  /** Tells people outside; resolves when that cannot be forgotten any more. */
  readonly announce: (url: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly nowMs: NowMs;
}

const key = 'tunnel-announced';
const announcedSchema = z.object({ url: z.string().max(500) });
/** A new address must have worked for this long before phones ring with it: a tunnel that comes and goes would send one after another. */
export const announceAfterMs = 20_000;

/** Says a new public address once, over restarts too. */
export class AddressAnnouncer {
  readonly #options: AddressAnnouncerOptions;
  #waiting: { readonly url: string; readonly timer: NodeJS.Timeout } | null = null;

  constructor(options: AddressAnnouncerOptions) {
    this.#options = options;
  }

  changed({ url }: PublicAddress): void {
    if (this.#waiting?.url === url) return;
    this.close();
    if (url === null) return;
    const timer = setTimeout(() => {
      this.#waiting = null;
      this.#announce(url).catch(this.#options.onError);
    }, announceAfterMs);
    this.#waiting = { url, timer };
  }

  close(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
  }

  async #announce(url: string): Promise<void> {
    const { settings, announce, nowMs } = this.#options;
    if ((await settings.get(key, announcedSchema))?.url === url) return;
    // Noted after it was told: a station that dies in between tells twice rather than never.
    await announce(url);
    await settings.set(key, { url }, nowMs());
  }
}
