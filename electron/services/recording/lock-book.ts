import type { Logger } from '../logging/logger.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { RecordingLock, RecordingRepository } from '../store/recording-repository.ts';
import { LockFiles } from './lock-files.ts';

export interface LockBookOptions {
  /** Of the recordings. */
  readonly folder: string;
  readonly repository: Pick<RecordingRepository, 'lock' | 'unlock' | 'locks'>;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Keeps locks twice: in the database, which retention asks, and in files beside the video, which outlive it. A lock is written to its
 * file first and taken out of it last, so that a crash in between keeps too much, never too little.
 */
export class LockBook {
  readonly #options: LockBookOptions;
  readonly #files: LockFiles;
  readonly #queue = new KeyedQueue();
  /** Locks whose file is missing or says an earlier stretch. */
  readonly #unwritten = new Set<string>();
  #hasRestored = false;
  #isClosed = false;

  constructor(options: LockBookOptions) {
    this.#options = options;
    this.#files = new LockFiles(options.folder);
  }

  /** Keeps a stretch; the same id again moves it. */
  lock(lock: RecordingLock): Promise<void> {
    return this.#queue.run('', async () => {
      await this.#write(lock);
      await this.#options.repository.lock(lock.id, lock);
    });
  }

  unlock(id: string): Promise<void> {
    return this.#queue.run('', async () => {
      await this.#options.repository.unlock(id);
      this.#unwritten.delete(id);
      await this.#files.remove(id);
    });
  }

  /**
   * Brings database and files together, where that is still to be done: locks that the database lost come back, files that are missing
   * are written behind it. @throws {Error} while locks may still be missing from the database: nothing may be deleted then.
   */
  settle(anew = false): Promise<void> {
    return this.#queue.run('', async () => {
      if (this.#hasRestored && this.#unwritten.size === 0 && !anew) return;
      const rows = await this.#options.repository.locks();
      const ids = await this.#files.ids();
      if (anew || !this.#hasRestored) await this.#restore(rows, ids);
      this.#hasRestored = true;
      const written = new Set(ids);
      for (const row of rows) if (!written.has(row.id) || this.#unwritten.has(row.id)) this.#writeBehind(row);
    });
  }

  /** What is not written by then is written in the next life. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.idle();
  }

  /** Resolves when everything asked for so far is done. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Thousands of files, as after an update, must not hold up the start. */
  #writeBehind(lock: RecordingLock): void {
    this.#unwritten.add(lock.id);
    void this.#queue.run('', async () => {
      if (this.#unwritten.has(lock.id) && !this.#isClosed) await this.#write(lock);
    });
  }

  async #restore(rows: readonly RecordingLock[], ids: readonly string[]): Promise<void> {
    const { repository, log } = this.#options;
    const known = new Set(rows.map(({ id }) => id));
    for (const id of ids.filter((one) => !known.has(one))) {
      const lock = await this.#files.read(id);
      if (lock) await repository.lock(id, lock);
      log.warn({ lockId: id }, lock ? 'a lock on recordings was missing from the index and is back' : 'a file of a lock cannot be read');
    }
  }

  /** A disk that is full must not keep anybody from locking: the file is written later. */
  async #write(lock: RecordingLock): Promise<void> {
    try {
      await this.#files.write(lock);
      this.#unwritten.delete(lock.id);
    } catch (error) {
      this.#unwritten.add(lock.id);
      this.#options.log.warn({ err: error, lockId: lock.id }, 'a lock on recordings cannot be written beside them; it is tried again');
    }
  }
}
