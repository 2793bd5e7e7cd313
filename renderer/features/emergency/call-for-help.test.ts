import { expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { sampleIncident } from '../../testing/samples.ts';
import { callForHelp } from './call-for-help.ts';

function rig(...answers: (Error | 'taken')[]) {
  const sent: unknown[] = [];
  const onRetry = vi.fn();
  const abort = new AbortController();
  const call = async (_name: string, input: unknown) => {
    sent.push(input);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return sampleIncident({ id: 'help' });
  };
  const done = callForHelp({
    client: { call } as never,
    input: { text: 'man down' },
    requestId: 'r1',
    onRetry,
    signal: abort.signal,
    pauseMs: 1,
  });
  return { sent, onRetry, abort, done };
}

test('a call is tried until the station answers, always as the same call', async () => {
  const { sent, onRetry, done } = rig(new AppError('unavailable', 'away'), new Error('socket closed'), 'taken');
  expect((await done)?.id).toBe('help');
  expect(onRetry).toHaveBeenCalledTimes(2);
  expect(sent).toEqual(Array.from({ length: 3 }, () => ({ text: 'man down', requestId: 'r1' })));
});

test('a refusal is final', async () => {
  const { sent, done } = rig(new AppError('not_found', 'There is no such camera.'));
  await expect(done).rejects.toMatchObject({ code: 'not_found' });
  expect(sent).toHaveLength(1);
});

test('a call that is called off is tried no more', async () => {
  const { abort, done } = rig(...Array.from({ length: 1_000 }, () => new AppError('unavailable', 'away')));
  abort.abort();
  expect(await done).toBeNull();
});
