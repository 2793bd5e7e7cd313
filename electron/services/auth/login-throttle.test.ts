import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { type Attempt, guessCounts } from './guess-counts.ts';
import { LoginThrottle } from './login-throttle.ts';

let nowMs = 0;
let throttle: LoginThrottle;
beforeEach(() => {
  nowMs = 1_000_000;
  throttle = new LoginThrottle(() => nowMs);
});

const from = (address: string, username = 'ann', more: Partial<Attempt> = {}): Attempt => ({
  address,
  username,
  knownPlace: null,
  shared: false,
  ...more,
});

/** Seconds to wait before this attempt counts; 0 = it counted (and was wrong). */
function attempt(who: Attempt): number {
  try {
    throttle.begin(guessCounts(who).all);
    return 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return Number(error.details?.retryAfterSeconds);
    throw error;
  }
}

function succeed(who: Attempt): void {
  const { all, own } = guessCounts(who);
  throttle.begin(all);
  throttle.succeeded(all, own);
}

/** Waits as told and tries again; the waits, in seconds. */
function waitsOf(attempts: number, who: Attempt): number[] {
  return Array.from({ length: attempts }, () => {
    const seconds = attempt(who);
    if (seconds > 0) {
      nowMs += seconds * 1000;
      expect(attempt(who)).toBe(0);
    }
    return seconds;
  });
}

test('a few typing errors cost nothing, then each attempt waits twice as long, half a minute at most', () => {
  const waits = waitsOf(9, from('10.0.0.1', 'ann', { knownPlace: 'device 1' }));
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 30]);
  expect(waitsOf(9, from('10.0.0.1'))).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 30]);
});

test('attempts during the wait are refused without lengthening it', () => {
  waitsOf(5, from('10.0.0.1'));
  for (let index = 0; index < 100; index += 1) expect(attempt(from('10.0.0.1'))).toBeGreaterThan(0);
  nowMs += 4000;
  expect(attempt(from('10.0.0.1'))).toBe(0);
});

test('a hundred machines that guess at one account get some ten guesses at once and one a minute after that', () => {
  let looked = 0;
  const hour = 60 * 60_000;
  for (const endMs = nowMs + hour; nowMs < endMs; nowMs += 100) if (attempt(from(`10.6.${nowMs % 100}.6`)) === 0) looked += 1;
  expect(looked).toBeGreaterThan(60);
  expect(looked).toBeLessThan(80);
});

test('whatever strangers do, the owner gets in from a known place', () => {
  for (let index = 0; index < 1000; index += 1) attempt(from(`10.6.6.${index % 250}`));
  expect(attempt(from('10.9.9.9'))).toBeGreaterThan(0);
  for (const knownPlace of ['here', 'device 1', 'address 10.0.0.1']) expect(attempt(from('10.6.6.6', 'ann', { knownPlace }))).toBe(0);
});

test('a known place is slowed down by its own wrong passwords only, and only for that user', () => {
  waitsOf(5, from('10.0.0.1', 'ann', { knownPlace: 'device 1' }));
  expect(attempt(from('10.0.0.1', 'ann', { knownPlace: 'device 1' }))).toBeGreaterThan(0);
  expect(attempt(from('10.0.0.1', 'ann', { knownPlace: 'device 2' }))).toBe(0);
  expect(attempt(from('10.0.0.1', 'bob', { knownPlace: 'device 1' }))).toBe(0);
});

test('one address that tries many accounts is slowed down as well, a tunnel later', () => {
  const waits = (address: string, shared: boolean) =>
    Array.from({ length: 110 }, (_, index) => attempt(from(address, `${address}-${index}`, { shared })));
  expect(waits('10.6.6.6', false).findIndex((seconds) => seconds > 0)).toBe(12);
  expect(waits('tunnel', true).findIndex((seconds) => seconds > 0)).toBe(100);
});

test('parallel guesses do not slip through together', () => {
  const counted = Array.from({ length: 100 }, () => attempt(from('10.6.6.6'))).filter((seconds) => seconds === 0);
  expect(counted).toHaveLength(3);
});

test('a success starts the account anew, but does not give the address back its guesses at other accounts', () => {
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 3; index += 1) attempt(from('10.6.6.6', `victim-${round}-${index}`));
    succeed(from('10.6.6.6', 'mallory'));
  }
  expect(['a', 'b', 'c'].map((name) => attempt(from('10.6.6.6', name)))).toEqual([0, 0, 0]);
  expect(attempt(from('10.6.6.6', 'd'))).toBeGreaterThan(0);
});

test('old failures are forgotten', () => {
  waitsOf(9, from('10.0.0.1'));
  nowMs += 15 * 60_000;
  expect(waitsOf(3, from('10.0.0.1'))).toEqual([0, 0, 0]);
});
