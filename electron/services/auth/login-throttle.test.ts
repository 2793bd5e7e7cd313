import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { LoginThrottle } from './login-throttle.ts';

let nowMs = 0;
let throttle: LoginThrottle;
beforeEach(() => {
  nowMs = 1_000_000;
  throttle = new LoginThrottle(() => nowMs);
});

/** Seconds to wait before this attempt counts; 0 = it counted (and was wrong). */
function attempt(address: string, username = 'ann'): number {
  try {
    throttle.begin(address, username);
    return 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return Number(error.details?.retryAfterSeconds);
    throw error;
  }
}

/** Waits as told and tries again; the waits, in seconds. */
function waitsOf(attempts: number, address: string, username: string): number[] {
  return Array.from({ length: attempts }, () => {
    const seconds = attempt(address, username);
    if (seconds > 0) {
      nowMs += seconds * 1000;
      expect(attempt(address, username)).toBe(0);
    }
    return seconds;
  });
}

test('a few typing errors cost nothing, then each attempt waits twice as long, half a minute at most', () => {
  expect(waitsOf(11, '10.0.0.1', 'ann')).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
});

test('attempts during the wait are refused without lengthening it', () => {
  waitsOf(5, '10.0.0.1', 'ann');
  for (let index = 0; index < 100; index += 1) expect(attempt('10.0.0.1')).toBeGreaterThan(0);
  nowMs += 4000;
  expect(attempt('10.0.0.1')).toBe(0);
});

test('a stranger at another address cannot lock the owner out', () => {
  waitsOf(50, '10.6.6.6', 'ann');
  expect(attempt('10.0.0.1', 'ann')).toBe(0);
});

test('one address that tries many accounts is slowed down as well', () => {
  const waits = Array.from({ length: 20 }, (_, index) => attempt('10.6.6.6', `user-${index}`));
  expect(waits.slice(0, 12)).toEqual(Array(12).fill(0));
  expect(waits.slice(12).every((seconds) => seconds > 0)).toBe(true);
});

test('parallel guesses do not slip through together', () => {
  const counted = Array.from({ length: 100 }, () => attempt('10.6.6.6')).filter((seconds) => seconds === 0);
  expect(counted).toHaveLength(3);
});

test('a success starts the account anew, but does not give the address back its guesses at other accounts', () => {
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 3; index += 1) attempt('10.6.6.6', `victim-${round}-${index}`);
    throttle.begin('10.6.6.6', 'mallory');
    throttle.succeeded('10.6.6.6', 'mallory');
  }
  expect([attempt('10.6.6.6', 'a'), attempt('10.6.6.6', 'b'), attempt('10.6.6.6', 'c')]).toEqual([0, 0, 0]);
  expect(attempt('10.6.6.6', 'd')).toBeGreaterThan(0);
});

test('old failures are forgotten', () => {
  waitsOf(9, '10.0.0.1', 'ann');
  nowMs += 15 * 60_000;
  expect(waitsOf(3, '10.0.0.1', 'ann')).toEqual([0, 0, 0]);
});
