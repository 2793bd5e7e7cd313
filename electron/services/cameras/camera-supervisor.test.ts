import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { FrameHub } from '../live/frame-hub.ts';
import { CameraSupervisor, type SupervisorOptions } from './camera-supervisor.ts';
import type { Frame } from './frame.ts';
import { cameraFailure, type SourceContext, SourceRegistry } from './source.ts';

const [picture = Buffer.alloc(0), larger = Buffer.alloc(0)] = [...(await testPictures(1, 64, 36)), ...(await testPictures(1, 128, 72))];

/** A source that does what the test says: each connection is handed to the test. */
function stage(change: Partial<SupervisorOptions> = {}) {
  const connections: { context: SourceContext; end: () => void; fail: (error: Error) => void }[] = [];
  const sources = new SourceRegistry().register(
    'test:',
    (context) =>
      new Promise<void>((resolve, reject) => {
        context.signal.addEventListener('abort', () => resolve(), { once: true });
        connections.push({ context, end: resolve, fail: reject });
      }),
  );
  const hub = new FrameHub();
  const frames: Frame[] = [];
  hub.onFrame('gate', (frame) => frames.push(frame));
  const states: string[] = [];
  const supervisor = new CameraSupervisor({
    ...{ cameraId: 'gate', url: 'test:1', sources, hub, now: Date.now, random: () => 1 },
    onChange: () => states.push(supervisor.state().status),
    ...change,
  });
  const last = () => {
    const connection = connections.at(-1);
    if (!connection) throw new Error('no connection yet');
    return connection;
  };
  return { supervisor, connections, frames, states, last };
}

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

test('the first picture makes the camera live, numbered from 1', async () => {
  const { supervisor, last, frames } = stage();
  supervisor.start();
  expect(supervisor.state()).toMatchObject({ status: 'connecting', cause: null, width: 0 });
  last().context.onFrame(picture);
  last().context.onFrame(picture);
  expect(supervisor.state()).toMatchObject({
    status: 'live',
    sinceMs: 1_000_000,
    lastFrameAtMs: 1_000_000,
    width: 64,
    height: 36,
    cause: null,
  });
  expect(frames.map(({ seq, capturedAtMs }) => [seq, capturedAtMs])).toEqual([
    [1, 1_000_000],
    [2, 1_000_000],
  ]);
  expect(frames[0]?.jpeg).toBe(picture);
  await supervisor.stop();
});

test('a stall is noticed within 10 s, and a new connection follows', async () => {
  const { supervisor, last, connections } = stage();
  supervisor.start();
  last().context.onFrame(picture);
  await vi.advanceTimersByTimeAsync(8000);
  expect(supervisor.state().status).toBe('live');
  await vi.advanceTimersByTimeAsync(1999);
  expect(supervisor.state()).toMatchObject({ status: 'offline', cause: { code: 'stalled' }, lastFrameAtMs: 1_000_000, fps: 0 });
  expect(connections[0]?.context.signal.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(connections).toHaveLength(2);
  last().context.onFrame(picture);
  expect(supervisor.state()).toMatchObject({ status: 'live', cause: null, reconnects: 1 });
  await supervisor.stop();
});

test('waits grow from 1 s to 30 s, and offline keeps its first moment and the latest cause', async () => {
  const { supervisor, last, connections } = stage();
  supervisor.start();
  const waits: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    last().fail(cameraFailure(turn < 7 ? 'refused' : 'timeout', 'no'));
    await vi.advanceTimersByTimeAsync(0);
    waits.push((supervisor.state().nextAttemptAtMs ?? 0) - Date.now());
    await vi.advanceTimersToNextTimerAsync();
    while (connections.length < turn + 2) await vi.advanceTimersToNextTimerAsync();
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(supervisor.state()).toMatchObject({
    status: 'offline',
    sinceMs: 1_000_000,
    cause: { code: 'timeout' },
    nextAttemptAtMs: null,
    reconnects: 8,
  });
  await supervisor.stop();
});

test('jitter shortens a wait by up to half', async () => {
  const { supervisor, last } = stage({ random: () => 0 });
  supervisor.start();
  last().end();
  await vi.advanceTimersByTimeAsync(0);
  expect(supervisor.state()).toMatchObject({ cause: { code: 'ended' }, nextAttemptAtMs: 1_000_500 });
  await supervisor.stop();
});

test('a wrong password is tried again only after the longest wait', async () => {
  const { supervisor, last } = stage();
  supervisor.start();
  last().fail(cameraFailure('unauthorized', 'no'));
  await vi.advanceTimersByTimeAsync(0);
  expect(supervisor.state().nextAttemptAtMs).toBe(1_030_000);
  await supervisor.stop();
});

test('after a steady while the waits start short again', async () => {
  const { supervisor, last, connections } = stage();
  supervisor.start();
  last().end();
  await vi.advanceTimersByTimeAsync(1000);
  last().end();
  await vi.advanceTimersByTimeAsync(2000);
  expect(connections).toHaveLength(3);
  for (let second = 0; second < 12; second += 1) {
    last().context.onFrame(picture);
    await vi.advanceTimersByTimeAsync(1000);
  }
  last().end();
  await vi.advanceTimersByTimeAsync(0);
  expect((supervisor.state().nextAttemptAtMs ?? 0) - Date.now()).toBe(1000);
  await supervisor.stop();
});

test('what is no JPEG is not published, and a stream of it is no video', async () => {
  const { supervisor, last, frames } = stage();
  supervisor.start();
  for (let turn = 0; turn < 40; turn += 1) last().context.onFrame(Buffer.from('not a picture at all'));
  await vi.advanceTimersByTimeAsync(0);
  expect(frames).toHaveLength(0);
  expect(supervisor.state()).toMatchObject({ status: 'offline', cause: { code: 'no_video' } });
  await supervisor.stop();
});

test('a picture that claims a giant size is not published', async () => {
  const { supervisor, last, frames } = stage();
  const giant = Buffer.from(picture);
  const frameHeader = giant.indexOf(Buffer.from([0xff, 0xc0]));
  giant.writeUInt16BE(65_000, frameHeader + 5);
  giant.writeUInt16BE(65_000, frameHeader + 7);
  supervisor.start();
  last().context.onFrame(giant);
  expect(frames).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(supervisor.state().cause).toMatchObject({ code: 'no_video', message: expect.stringContaining('65000x65000') });
  await supervisor.stop();
});

test('no picture at all is a timeout', async () => {
  const { supervisor } = stage();
  supervisor.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(supervisor.state()).toMatchObject({ status: 'offline', cause: { code: 'timeout' } });
  await supervisor.stop();
});

test('the frame rate is measured, and told without flooding', async () => {
  const { supervisor, last, states } = stage();
  supervisor.start();
  for (let turn = 0; turn < 100; turn += 1) {
    last().context.onFrame(picture);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(supervisor.state().fps).toBeCloseTo(10, 0);
  expect(states.length).toBeLessThanOrEqual(4);
  await supervisor.stop();
});

test('a change of size is told at once', async () => {
  const { supervisor, last, states } = stage();
  supervisor.start();
  last().context.onFrame(picture);
  last().context.onFrame(larger);
  expect(supervisor.state()).toMatchObject({ width: 128, height: 72 });
  expect(states).toEqual(['connecting', 'live', 'live']);
  await supervisor.stop();
});

test('stopping ends the connection, its timers and late frames', async () => {
  const { supervisor, last, frames } = stage();
  supervisor.start();
  await supervisor.stop();
  last().context.onFrame(picture);
  expect(frames).toHaveLength(0);
  expect(supervisor.state()).toMatchObject({ status: 'disabled', cause: null });
  expect(vi.getTimerCount()).toBe(0);
});

test('stopping in the middle of a wait does not connect again', async () => {
  const { supervisor, last, connections } = stage();
  supervisor.start();
  last().end();
  await vi.advanceTimersByTimeAsync(0);
  await supervisor.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connections).toHaveLength(1);
});

test('a person who asks need not wait for the next attempt', async () => {
  const { supervisor, last, connections } = stage();
  supervisor.start();
  last().end();
  await vi.advanceTimersByTimeAsync(1);
  supervisor.retryNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(connections).toHaveLength(2);
  await supervisor.stop();
});

test('a new address keeps the numbering and never has two connections', async () => {
  const { supervisor, last, connections, frames } = stage();
  supervisor.start();
  last().context.onFrame(picture);
  await supervisor.changeAddress('test:2');
  expect(connections[0]?.context.signal.aborted).toBe(true);
  expect(last().context.url).toBe('test:2');
  last().context.onFrame(picture);
  expect(frames.map(({ seq }) => seq)).toEqual([1, 2]);
  await supervisor.stop();
});

test('a listener that throws costs nobody the camera', async () => {
  const bugs: unknown[] = [];
  const hub = new FrameHub();
  hub.onFrame('gate', () => {
    throw new Error('a bug');
  });
  const { supervisor, last } = stage({ hub, onBug: (error) => bugs.push(error) });
  supervisor.start();
  last().context.onFrame(picture);
  expect(supervisor.state().status).toBe('live');
  expect(bugs).toHaveLength(1);
  await supervisor.stop();
});

test('a source that breaks in an unforeseen way is reported, and tried again', async () => {
  const bugs: unknown[] = [];
  const { supervisor, last, connections } = stage({ onBug: (error) => bugs.push(error) });
  supervisor.start();
  last().fail(new TypeError('x is not a function'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(supervisor.state().cause).toMatchObject({ code: 'internal' });
  expect(bugs).toHaveLength(1);
  expect(connections).toHaveLength(2);
  await supervisor.stop();
});
