import type { Caller, ClientHints } from '../../../../shared/contract/dispatch.ts';
import type { Store } from '../../store/store.ts';
import { AuthService } from '../auth-service.ts';
import { PasswordHashing } from '../password-hashing.ts';

/** A sign-in service over a store, with a clock the test sets and everything it logged. */
export interface AuthRig {
  readonly auth: AuthService;
  readonly logged: string[];
  /** Ids of the sessions whose connections were to be closed. */
  readonly ended: string[];
}

/** Marks sealed text, so that a test sees what is not. */
export const testSealing = {
  seal: (name: string, plain: string) => `sealed(${name}):${Buffer.from(plain).toString('base64url')}`,
  open: (name: string, sealed: string) => {
    if (!sealed.startsWith(`sealed(${name}):`)) throw new Error('sealed under another name');
    return Buffer.from(sealed.slice(sealed.indexOf('):') + 2), 'base64url').toString();
  },
};

export function authRig(
  store: Pick<Store, 'users' | 'sessions' | 'totp' | 'accountLinks' | 'knownDevices' | 'settings'>,
  nowMs: () => number,
): AuthRig {
  const logged: string[] = [];
  const ended: string[] = [];
  const note = (fields: unknown, message?: string) => void logged.push(JSON.stringify([fields, message]));
  const consoleAddress = () => 'https://console.example';
  const hashing = new PasswordHashing({ memoryCost: 64, timeCost: 1, parallelism: 1 });
  const auth = new AuthService({ store, log: { info: note, warn: note }, sealing: testSealing, consoleAddress, nowMs, hashing });
  auth.onSessionEnded((sessionId) => void ended.push(sessionId));
  return { auth, logged, ended };
}

/** Somebody at a network address, not signed in. */
export function stranger(address = '10.0.0.1', client: Partial<ClientHints> = {}): Caller {
  return {
    user: null,
    sessionId: null,
    address,
    client: { userAgent: '', deviceToken: null, refreshToken: null, local: false, ...client },
  };
}
