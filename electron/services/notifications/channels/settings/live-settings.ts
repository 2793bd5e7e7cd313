import type { z } from 'zod';
import { AppError } from '../../../../../shared/errors.ts';
import type { SecretName, SecretOrigin } from '../../../../../shared/schemas/secret.ts';
import type { NowMs } from '../../../clock.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { SecretStore } from '../../../secrets/secret-store.ts';
import type { SettingsRepository } from '../../../store/settings-repository.ts';

export interface LiveSettingsOptions<T> {
  /** Key in the settings table. */
  readonly key: string;
  readonly schema: z.ZodType<T>;
  readonly defaults: T;
  /** Fields the environment sets, already checked; they win. */
  readonly environment: Partial<T>;
  /** The channel's token or password; null = it needs none. */
  readonly secret: SecretName | null;
  readonly settings: SettingsRepository;
  readonly secrets: SecretStore;
  readonly log: Pick<Logger, 'error'>;
  readonly nowMs?: NowMs;
}

/** Settings and secret of a channel, as they are now. */
export interface Current<T> {
  readonly settings: T;
  readonly secret: string | null;
  /** Why settings or secret cannot be read, in words; null = they can. */
  readonly problem: string | null;
}

export interface SettingsView<T> {
  readonly settings: T;
  readonly fixed: string[];
  readonly secret: SecretOrigin | null;
}

/** Settings of one channel, kept at hand so that a channel can say at once whether it is ready, and read anew when they change. */
export class LiveSettings<T extends object> {
  readonly #options: LiveSettingsOptions<T>;
  readonly #stopListening: () => void;
  #current: Current<T>;
  #reading: Promise<void> = Promise.resolve();

  constructor(options: LiveSettingsOptions<T>) {
    this.#options = options;
    this.#current = { settings: { ...options.defaults, ...options.environment }, secret: null, problem: 'Settings are still being read' };
    this.#stopListening = options.secrets.onChanged((name) => {
      if (name === options.secret) void this.reload();
    });
  }

  current(): Current<T> {
    return this.#current;
  }

  /** Reads everything anew, one reading at a time. Never rejects: `current().problem` tells. */
  reload(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  async view(): Promise<SettingsView<T>> {
    const { environment, secret, secrets } = this.#options;
    return {
      settings: this.#current.settings,
      fixed: Object.keys(environment),
      secret: secret === null ? null : await secrets.origin(secret),
    };
  }

  /** @throws {AppError} `conflict` for a field the environment sets; `unavailable` when they cannot be stored. */
  async update(patch: { readonly [K in keyof T]?: T[K] | undefined }): Promise<SettingsView<T>> {
    const { environment, settings, key, nowMs = Date.now } = this.#options;
    const changed = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>;
    const fixed = Object.keys(changed).find((field) => field in environment && changed[field as keyof T] !== environment[field as keyof T]);
    if (fixed !== undefined) throw new AppError('conflict', `The environment sets "${fixed}": change it there.`);
    await settings.set(key, { ...this.#current.settings, ...changed }, nowMs());
    await this.reload();
    return this.view();
  }

  close(): void {
    this.#stopListening();
  }

  async #read(): Promise<void> {
    const { settings, key, schema, defaults, environment, secret, secrets, log } = this.#options;
    try {
      const stored = (await settings.get(key, schema)) ?? defaults;
      this.#current = { ...this.#current, settings: { ...stored, ...environment } };
      this.#current = { ...this.#current, secret: secret === null ? null : await secrets.get(secret), problem: null };
    } catch (error) {
      log.error({ err: error, key }, 'settings of a channel cannot be read');
      this.#current = { ...this.#current, problem: error instanceof AppError ? error.message : 'The settings cannot be read' };
    }
  }
}
