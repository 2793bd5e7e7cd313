import type { NowMs } from '../clock.ts';
import { everyCamera, type Pause, type PauseRepository } from '../store/pause-repository.ts';

/**
 * Contacts who want no alerts for a while: of one camera (snooze) or of all (disarmed). Each holds for one contact; nobody can silence
 * somebody else. Kept in memory as well: planning an alert asks no database. Emergencies do not ask at all.
 */
export class Pauses {
  readonly #pauses: PauseRepository;
  readonly #nowMs: NowMs;
  #known: readonly Pause[] = [];

  constructor(pauses: PauseRepository, nowMs: NowMs) {
    this.#pauses = pauses;
    this.#nowMs = nowMs;
  }

  /** Reads them anew; another station over the same database may have changed them. */
  async refresh(): Promise<void> {
    await this.#pauses.prune(this.#nowMs());
    this.#known = await this.#pauses.list();
  }

  /** No alerts of this camera until then. */
  async snooze(contactId: string, cameraId: string, untilMs: number): Promise<void> {
    await this.#pauses.set(contactId, cameraId, untilMs);
    await this.refresh();
  }

  /** No alerts at all until `arm`. */
  async disarm(contactId: string): Promise<void> {
    await this.#pauses.set(contactId, everyCamera, null);
    await this.refresh();
  }

  /** Alerts again, of every camera. */
  async arm(contactId: string): Promise<void> {
    await this.#pauses.clear(contactId);
    await this.refresh();
  }

  isDisarmed(contactId: string): boolean {
    return this.isPaused(contactId, null, this.#nowMs());
  }

  /** @param cameraId null = an incident without a camera. */
  isPaused(contactId: string, cameraId: string | null, nowMs: number): boolean {
    return this.#known.some(
      (pause) =>
        pause.contactId === contactId &&
        (pause.cameraId === everyCamera || pause.cameraId === cameraId) &&
        (pause.untilMs === null || pause.untilMs > nowMs),
    );
  }
}
