import { parseOptions } from '@node-rs/argon2';
import { beforeAll, expect, test } from 'vitest';
import { PasswordHashing } from './password-hashing.ts';

const hashing = new PasswordHashing();
let stored = '';
beforeAll(async () => {
  stored = await hashing.hash('correct horse battery');
});

test('hashes are argon2id with salt, never alike, and fit only their password', async () => {
  expect(stored).toMatch(/^\$argon2id\$/);
  expect(parseOptions(stored)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1, saltLen: 16 });
  expect(await hashing.hash('correct horse battery')).not.toBe(stored);
  expect(await hashing.verify(stored, 'correct horse battery')).toBe(true);
  expect(await hashing.verify(stored, 'correct horse battery ')).toBe(false);
});

test('without a user the same work is done, and no password fits', async () => {
  const cpuOf = async (hash: string | null) => {
    const before = process.cpuUsage();
    for (let index = 0; index < 5; index += 1) expect(await hashing.verify(hash, 'nobody has this password')).toBe(false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  await cpuOf(null);
  const [unknown, known] = [await cpuOf(null), await cpuOf(stored)];
  expect(unknown / known).toBeGreaterThan(0.4);
  expect(unknown / known).toBeLessThan(2.5);
});

test('a flood is refused beyond a queue, and what was taken is answered', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => hashing.verify(stored, 'wrong')));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(32);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'rate_limited' });
  expect(await hashing.verify(stored, 'correct horse battery')).toBe(true);
});
