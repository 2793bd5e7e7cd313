import { expect, test } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

test('tasks of one key run one after the other, of two keys side by side', async () => {
  const queue = new KeyedQueue();
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = queue.run('a', async () => {
    await gate.promise;
    order.push('a1');
  });
  const second = queue.run('a', async () => void order.push('a2'));
  await queue.run('b', async () => void order.push('b1'));
  gate.resolve();
  await Promise.all([first, second]);
  expect(order).toEqual(['b1', 'a1', 'a2']);
});

test('a task that fails tells its caller and lets the next one run', async () => {
  const queue = new KeyedQueue();
  const failed = queue.run('a', async () => {
    throw new Error('no');
  });
  const next = queue.run('a', async () => 7);
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe(7);
  await queue.idle();
});
