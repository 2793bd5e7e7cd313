import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../../shared/errors.ts';

/**
 * argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's Password Storage Cheat Sheet.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type HashParameters = { readonly [name in keyof typeof parameters]: number };

/** Hashing runs in Node's four pool threads, which photos and pictures need as well; and each run takes 19 MiB. */
const mostAtOnce = 2;
const mostWaiting = 30;

/** Hashes and checks passwords, few at a time, so that a flood of sign-ins cannot starve the station. */
export class PasswordHashing {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #parameters: HashParameters;
  readonly #decoy: Promise<string>;

  /** @param use weaker ones make tests quick. */
  constructor(use: HashParameters = parameters) {
    this.#parameters = use;
    this.#decoy = hash('nobody has this password', use);
  }

  /** @returns argon2id in PHC format. @throws {AppError} `rate_limited` when too many wait. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, this.#parameters));
  }

  /**
   * True when the password fits. Without a hash (unknown user) the same work is done for nothing, so that time tells nothing.
   * @throws {AppError} `rate_limited` when too many wait.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const fits = await verify(passwordHash ?? (await this.#decoy), password);
      return fits && passwordHash !== null;
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= mostWaiting)
      throw new AppError('rate_limited', 'Too many people sign in at once; try again in a few seconds.');
    if (this.#running >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, or given back when nobody waits.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
