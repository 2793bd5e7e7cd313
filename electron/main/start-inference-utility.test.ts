import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { utilityProcess } = await import('./test-support/fake-electron.ts');
const { startInferenceUtility } = await import('./start-inference-utility.ts');

afterEach(() => vi.useRealTimers());

function start() {
  const lines: string[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => void lines.push(line) });
  const host = startInferenceUtility('/app/out/main/inference-host.js', log)();
  const child = utilityProcess.started.at(-1);
  if (!child) throw new Error('nothing was started');
  return { host, child, lines };
}

test('runs the bundled host under a name, its output in the log', async () => {
  const { child, lines } = start();
  expect(utilityProcess.fork).toHaveBeenCalledWith('/app/out/main/inference-host.js', [], {
    serviceName: 'SENTRA inference',
    stdio: 'pipe',
  });
  child.stdout.write('model loaded\nhalf a ');
  child.stdout.write('line\n');
  child.stderr.write('a warning from native code\n');
  await vi.waitFor(() => expect(lines).toHaveLength(3));
  expect(lines.join('')).toMatch(/model loaded.*half a line.*a warning from native code/s);
});

test('an endless line does not fill the memory', async () => {
  const { child, lines } = start();
  for (let i = 0; i < 100; i += 1) child.stderr.write('x'.repeat(1000));
  child.stderr.write('\n');
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  expect(lines[0]?.length).toBeLessThan(2200);
});

test('messages go both ways; the sender sees the process id', () => {
  const { host, child } = start();
  const seen: unknown[] = [];
  host.onMessage((message) => seen.push(message));
  child.emit('message', { type: 'ready', pid: 4242 });
  host.send({ type: 'forget', cameraId: 'c1' });
  expect(seen).toEqual([{ type: 'ready', pid: 4242 }]);
  expect(child.postMessage).toHaveBeenCalledWith({ type: 'forget', cameraId: 'c1' });
  expect(host.pid).toBe(4242);
});

test('a frame cut from a larger block travels alone', () => {
  const { host, child } = start();
  host.send({ type: 'frame', cameraId: 'c1', seq: 1, capturedAtMs: 1, jpeg: new Uint8Array(65_536).subarray(5, 25) });
  const [{ jpeg }] = child.postMessage.mock.calls[0] as [{ jpeg: Uint8Array }];
  expect([jpeg.byteLength, jpeg.buffer.byteLength]).toEqual([20, 20]);
});

test('its end is told once, and nothing is sent to it afterwards', () => {
  const { host, child } = start();
  const onExit = vi.fn();
  host.onExit(onExit);
  child.emit('exit', 9);
  host.send({ type: 'stop' });
  expect(onExit.mock.calls).toEqual([['ended with code 9']]);
  expect(child.postMessage).not.toHaveBeenCalled();
});

test('a process that ignores the polite end is killed', () => {
  vi.useFakeTimers();
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const { host, child } = start();
  host.kill();
  expect(child.kill).toHaveBeenCalledOnce();
  expect(kill).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2000);
  expect(kill).toHaveBeenCalledWith(4242, 'SIGKILL');
  kill.mockRestore();
});

test("a process that ended in time is not killed again: its number may be another one's by then", () => {
  vi.useFakeTimers();
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const { host, child } = start();
  host.kill();
  child.emit('exit', 0);
  vi.advanceTimersByTime(5000);
  expect(kill).not.toHaveBeenCalled();
  kill.mockRestore();
});
