import type { GuessCount } from './login-throttle.ts';

/** Where an attempt to sign in comes from. */
export interface Attempt {
  readonly username: string;
  readonly address: string;
  /** The name of a place this user is known to sign in from, or null. */
  readonly knownPlace: string | null;
  /** Many people come from this address: a tunnel's end. */
  readonly shared: boolean;
}

/** Which counts an attempt belongs to, and which of them a right password starts anew. */
export interface AttemptCounts {
  readonly all: readonly GuessCount[];
  readonly own: readonly GuessCount[];
}

const halfAMinuteMs = 30_000;
/** For an account under attack from many addresses: 1,440 guesses a day, however many machines guess. */
const minuteMs = 60_000;

/**
 * Strangers share three counts: the account's, the address's, and that of the two together. Somebody at a place the user has signed in
 * from before (a browser with the device cookie, an address, this very machine) has a count of their own, so whatever strangers do
 * elsewhere, the owner gets in.
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function guessCounts({ username, address, knownPlace, shared }: Attempt): AttemptCounts {
  if (knownPlace !== null) {
    const known = { key: `known ${knownPlace} ${username}`, free: 3, longestDelayMs: halfAMinuteMs };
    return { all: [known], own: [known] };
  }
  const pair = { key: `pair ${address} ${username}`, free: 3, longestDelayMs: halfAMinuteMs };
  const ofAddress = { key: `address ${address}`, free: shared ? 100 : 12, longestDelayMs: halfAMinuteMs };
  const ofAccount = { key: `account ${username}`, free: 10, longestDelayMs: minuteMs };
  return shared ? { all: [ofAddress, ofAccount], own: [] } : { all: [pair, ofAddress, ofAccount], own: [pair] };
}
