import { AppError } from '../../../shared/errors.ts';
import { type Credentials, type Granted, postRefresh, postSignIn, postSignOut } from './sign-in.ts';

export type Renewal = 'renewed' | 'refused' | 'unreachable';

const lookEveryMs = 15_000;
/** After a refusal while the connection stands: it may be another tab's doing. */
const afterRefusalMs = 5 * 60_000;

/**
 * Holds this page's access token and exchanges it long before it ends, so that nobody at the console notices. The refresh token is in a
 * cookie that no script can read. A timer that looks at the clock, rather than one long one: it is right after the machine slept.
 */
export class SessionKeeper {
  readonly #origin: string;
  #token: string | null = null;
  /** By this machine's clock; 0 = as soon as there is a session: after a reload nobody knows how old the cookie's token is. */
  #renewAtMs = 0;
  #underWay: Promise<Renewal> | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Null after a reload, until the first renewal: the cookie stands in. */
  get token(): string | null {
    return this.#token;
  }

  /** @throws {AppError} as the station refuses. */
  async signIn(credentials: Credentials): Promise<void> {
    this.#take(await postSignIn(this.#origin, credentials));
  }

  async signOut(): Promise<void> {
    this.stop();
    await postSignOut(this.#origin, this.#token);
    this.#token = null;
  }

  /** Called when there is a session: keeps its token fresh from now on. */
  start(): void {
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs);
    this.#look();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Exchanges the token now; requests at the same moment share one exchange. */
  renew(): Promise<Renewal> {
    this.#underWay ??= this.#renew().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  #look(): void {
    if (Date.now() >= this.#renewAtMs) void this.renew();
  }

  async #renew(): Promise<Renewal> {
    try {
      this.#take(await postRefresh(this.#origin));
      return 'renewed';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code !== 'unauthenticated') return 'unreachable';
      this.#renewAtMs = Date.now() + afterRefusalMs;
      return 'refused';
    }
  }

  #take({ token, lifeMs }: Granted): void {
    this.#token = token;
    this.#renewAtMs = Date.now() + lifeMs / 2;
  }
}
