import { afterEach, expect, test, vi } from 'vitest';
import type { WebContents } from 'electron';
import { FakeStation } from '../test-support/fake-station.ts';

vi.mock('electron', () => import('../test-support/fake-electron.ts'));
const { FakeWebContents, ipcMain } = await import('../test-support/fake-electron.ts');
const { serveLiveIpc } = await import('./serve-live.ts');

const header = { cameraId: 'c1', seq: 1, capturedAtMs: 1000 };
const watch = { cameras: [{ cameraId: 'c1', maxFps: 5, analysedOnly: true }] };

let stop: () => void = () => undefined;
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function setup(trusted = true) {
  const contents = new FakeWebContents();
  const station = new FakeStation();
  stop = serveLiveIpc({ createLiveFeed: station.createLiveFeed, isTrustedSender: () => trusted, drawTimeoutMs: 1000 });
  const event = { sender: contents as unknown as WebContents, senderFrame: null };
  return { contents, station, tell: (channel: string, value: unknown) => ipcMain.emit(channel, event, value) };
}

function feedOf(station: FakeStation) {
  const feed = station.feeds.at(-1);
  if (!feed) throw new Error('no feed was opened');
  return feed;
}

test('what the window wants to watch reaches its feed, checked', () => {
  const { station, tell } = setup();
  tell('sentra:watch', watch);
  tell('sentra:watch', { cameras: [{ cameraId: '../x', maxFps: 5 }] });
  tell('sentra:watch', 'everything');
  expect(station.feeds).toHaveLength(1);
  expect(feedOf(station).watched).toEqual([watch]);
});

test('the next frame of a camera waits until the window has drawn the last', async () => {
  const { contents, station, tell } = setup();
  tell('sentra:watch', watch);
  const drawn = vi.fn();
  const sent = feedOf(station)
    .send(header, new Uint8Array([1]))
    .then(drawn);
  expect(contents.send).toHaveBeenCalledWith('sentra:frame', header, new Uint8Array([1]));
  tell('sentra:frame-done', 'another-camera');
  await Promise.resolve();
  expect(drawn).not.toHaveBeenCalled();
  tell('sentra:frame-done', 'c1');
  await sent;
  expect(drawn).toHaveBeenCalledOnce();
});

test('a window that never answers is offered the newest frame again after a while', async () => {
  vi.useFakeTimers();
  const { station, tell } = setup();
  tell('sentra:watch', watch);
  const drawn = vi.fn();
  void feedOf(station)
    .send(header, new Uint8Array([1]))
    .then(drawn);
  await vi.advanceTimersByTimeAsync(999);
  expect(drawn).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(drawn).toHaveBeenCalledOnce();
});

test('only the bytes of the picture travel, not the block they were cut from', () => {
  const { contents, station, tell } = setup();
  tell('sentra:watch', watch);
  void feedOf(station).send(header, new Uint8Array(65_536).subarray(100, 110));
  const jpeg = contents.send.mock.calls[0]?.[2] as Uint8Array;
  expect(jpeg.byteLength).toBe(10);
  expect(jpeg.buffer.byteLength).toBe(10);
});

test('each packet of video is under way until the window says that its decoder has taken it', async () => {
  const { contents, station, tell } = setup();
  tell('sentra:watch', { ...watch, video: { cameraId: 'c1', form: 'packets' } });
  const packet = { kind: 'packet' as const, cameraId: 'c1', seq: 1, capturedAtMs: 1000, mediaMs: 0, isKey: true };
  const taken: number[] = [];
  const both = [1, 2].map((seq) =>
    feedOf(station)
      .sendVideo({ ...packet, seq }, new Uint8Array([seq]))
      .then(() => taken.push(seq)),
  );
  const numbers = contents.send.mock.calls.map(([, number]) => number);
  expect(contents.send.mock.calls.at(-1)).toEqual(['sentra:video', numbers[1], { ...packet, seq: 2 }, new Uint8Array([2])]);
  tell('sentra:video-done', 'c1');
  tell('sentra:video-done', numbers[1]);
  await both[1];
  expect(taken).toEqual([2]);
  tell('sentra:video-done', numbers[0]);
  await both[0];
  expect(taken).toEqual([2, 1]);
});

test.each(['render-process-gone', 'did-navigate', 'destroyed'])(
  'a page that is gone (%s) loses its feed, and a new one gets its own',
  (gone) => {
    const { contents, station, tell } = setup();
    tell('sentra:watch', watch);
    const first = feedOf(station);
    contents.emit(gone);
    expect(first.closed).toBe(true);
    tell('sentra:watch', watch);
    expect(station.feeds).toHaveLength(2);
    expect(feedOf(station).closed).toBe(false);
  },
);

test('nothing is sent to a window that is being destroyed', async () => {
  const { contents, station, tell } = setup();
  tell('sentra:watch', watch);
  contents.destroyed = true;
  await feedOf(station).send(header, new Uint8Array([1]));
  expect(contents.send).not.toHaveBeenCalled();
});

test('a foreign sender opens no feed', () => {
  const { station, tell } = setup(false);
  tell('sentra:watch', watch);
  tell('sentra:frame-done', 'c1');
  expect(station.feeds).toHaveLength(0);
});

test('taking it down closes every feed', () => {
  const { station, tell } = setup();
  tell('sentra:watch', watch);
  stop();
  expect(feedOf(station).closed).toBe(true);
  expect(ipcMain.listenerCount('sentra:watch')).toBe(0);
});
