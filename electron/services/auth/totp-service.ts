import { randomInt } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { AppError } from '../../../shared/errors.ts';
import type { NowMs } from '../clock.ts';
import type { TotpRepository } from '../store/totp-repository.ts';
import { hashOfToken } from './session-token.ts';

/** Encrypts what must not lie readable in the database; `name` says what it is. */
export interface SecretSealing {
  seal(name: string, plain: string): string;
  /** @throws {AppError} `unavailable` without the key it was sealed with. */
  open(name: string, sealed: string): string;
}

export interface TotpServiceOptions {
  readonly totp: TotpRepository;
  readonly sealing: SecretSealing;
  readonly nowMs: NowMs;
}

const periodS = 30;
/** Clocks may differ by one step in either direction. */
const driftS = periodS;
const recoveryCodeCount = 10;
/** Without characters that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * The second step of a sign-in: a code of an authenticator (RFC 6238: SHA-1, 6 digits, 30 s, what every authenticator knows), or a
 * recovery code. A code counts once: its time step and all before it are used up with it.
 */
export class TotpService {
  readonly #options: TotpServiceOptions;

  constructor(options: TotpServiceOptions) {
    this.#options = options;
  }

  async isOn(userId: string): Promise<boolean> {
    return (await this.#options.totp.get(userId))?.confirmedAtMs != null;
  }

  /** A new secret that counts from `confirm` on. @throws {AppError} `conflict` when the second step is on. */
  async begin(userId: string, username: string): Promise<{ readonly secret: string; readonly uri: string }> {
    const secret = generateSecret();
    const { totp, sealing } = this.#options;
    if (!(await totp.begin(userId, sealing.seal(sealName(userId), secret))))
      throw new AppError('conflict', 'The second step is on already: switch it off first.');
    return { secret, uri: generateURI({ issuer: 'SENTRA', label: username, secret }) };
  }

  /** Switches it on. @returns the recovery codes, kept nowhere. @throws {AppError} `conflict` when nothing was begun; `forbidden` for a wrong code. */
  async confirm(userId: string, code: string): Promise<string[]> {
    const { totp, nowMs } = this.#options;
    const record = await totp.get(userId);
    if (!record || record.confirmedAtMs !== null) throw new AppError('conflict', 'There is no authenticator to confirm: begin again.');
    const step = this.#stepOf(code, userId, record.sealedSecret);
    if (step === null) throw wrongCode('forbidden');
    const codes = newRecoveryCodes();
    if (!(await totp.confirm(userId, step, codes.map(hashOf(userId)), nowMs())))
      throw new AppError('conflict', 'There is no authenticator to confirm: begin again.');
    return codes;
  }

  /** Checks and uses up a code. @returns `off` when this user has no second step. */
  async check(userId: string, code: string | undefined): Promise<'off' | 'right' | 'needed' | 'wrong'> {
    const { totp } = this.#options;
    const record = await totp.get(userId);
    if (!record || record.confirmedAtMs === null) return 'off';
    if (code === undefined) return 'needed';
    if (!/^\d{6}$/.test(digitsOf(code))) return (await totp.takeRecoveryCode(userId, hashOf(userId)(code))) ? 'right' : 'wrong';
    const step = this.#stepOf(code, userId, record.sealedSecret);
    return step !== null && (await totp.takeStep(userId, step)) ? 'right' : 'wrong';
  }

  recoveryCodesLeft(userId: string): Promise<number> {
    return this.#options.totp.recoveryCodesLeft(userId);
  }

  async renewRecoveryCodes(userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await this.#options.totp.replaceRecoveryCodes(userId, codes.map(hashOf(userId)));
    return codes;
  }

  /** @returns false when it was off. */
  remove(userId: string): Promise<boolean> {
    return this.#options.totp.remove(userId);
  }

  /** Users who sign in with a second step. */
  userIds(): Promise<string[]> {
    return this.#options.totp.confirmedUserIds();
  }

  /** Time step the code belongs to; null when it fits none near now. */
  #stepOf(code: string, userId: string, sealedSecret: string): number | null {
    const secret = this.#options.sealing.open(sealName(userId), sealedSecret);
    const epoch = Math.floor(this.#options.nowMs() / 1000);
    const token = digitsOf(code);
    if (!/^\d{6}$/.test(token)) return null;
    const result = verifySync({ secret, token, epoch, period: periodS, epochTolerance: driftS });
    return result.valid ? Math.floor(epoch / periodS) + result.delta : null;
  }
}

/** @param code `unauthenticated` at the sign-in, `forbidden` for somebody who is signed in. */
export function wrongCode(code: 'unauthenticated' | 'forbidden'): AppError {
  return new AppError(code, 'The code is wrong or was used already.', { details: { needs: 'code' } });
}

/** The user is bound in: a sealed secret moved to another user does not open. */
const sealName = (userId: string) => `authenticator of ${userId}`;

/** Authenticators show `123 456`. */
const digitsOf = (code: string) => code.replaceAll(/\s/g, '');

function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, newRecoveryCode);
}

/** Four groups of four, 79 bits: too many for guessing even with the hashes at hand, so a fast hash is enough. */
function newRecoveryCode(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

const hashOf = (userId: string) => (code: string) => hashOfToken(`${userId} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`);
