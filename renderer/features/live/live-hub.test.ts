import { expect, test, vi } from 'vitest';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import type { Observation } from '../../../shared/schemas/observation.ts';
import { sampleObservation } from '../../testing/samples.ts';
import { LiveHub, type Screen, type VideoScreen } from './live-hub.ts';

const screen = (cameraId: string, over: Partial<Screen> = {}): Screen => ({
  cameraId,
  maxFps: 10,
  mode: 'wall',
  analysedOnly: true,
  onFrame: vi.fn(),
  onObservation: vi.fn(),
  ...over,
});
const setup = () => {
  const bridge = new FakeBridge();
  return { bridge, hub: new LiveHub(bridge.live, () => () => undefined) };
};
const told = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

test('many screens are asked for in one message', async () => {
  const { bridge, hub } = setup();
  for (const id of ['a', 'b', 'c']) hub.show(screen(id));
  await told();
  expect(bridge.watches).toHaveLength(1);
  expect(bridge.watches[0]?.cameras.map(({ cameraId }) => cameraId)).toEqual(['a', 'b', 'c']);
});

test('a hidden page asks for nothing, and for the same again when it is seen', async () => {
  const { bridge, hub } = setup();
  hub.show(screen('a'));
  await told();
  hub.setPaused(true);
  await told();
  hub.setPaused(false);
  await told();
  expect(bridge.watches.map(({ cameras }) => cameras.length)).toEqual([1, 0, 1]);
});

test('a frame nobody shows any more is answered at once, so that the station does not wait', async () => {
  const { bridge, hub } = setup();
  const hide = hub.show(screen('a'));
  hide();
  const done = vi.fn();
  bridge.frame({ cameraId: 'a', seq: 1, capturedAtMs: 1 }, done);
  expect(done).toHaveBeenCalledOnce();
});

test('a frame goes to the latest screen of its camera', () => {
  const { bridge, hub } = setup();
  const [first, second] = [screen('a'), screen('a')];
  hub.show(first);
  hub.show(second);
  bridge.frame({ cameraId: 'a', seq: 1, capturedAtMs: 1 }, vi.fn());
  expect(first.onFrame).not.toHaveBeenCalled();
  expect(second.onFrame).toHaveBeenCalledOnce();
});

test('what did not change is not said again', async () => {
  const { bridge, hub } = setup();
  hub.show(screen('a'));
  await told();
  const hide = hub.show(screen('a'));
  hide();
  await told();
  expect(bridge.watches).toHaveLength(1);
});

const video = (cameraId: string, over: Partial<VideoScreen> = {}): VideoScreen => ({
  ...{ cameraId, form: 'packets' },
  ...{ onVideo: vi.fn(), onObservation: vi.fn() },
  ...over,
});
const track = { kind: 'track' as const, cameraId: 'a', codec: 'avc1.640028', width: 640, height: 360 };

test('one camera is asked for as video, beside the pictures, and no longer when its screen is gone or the page hidden', async () => {
  const { bridge, hub } = setup();
  hub.show(screen('b'));
  const hide = hub.showVideo(video('a'));
  await told();
  hub.setPaused(true);
  await told();
  hub.setPaused(false);
  await told();
  hide();
  await told();
  const asked = { cameraId: 'a', form: 'packets' };
  expect(bridge.watches.map((watch) => watch.video)).toEqual([asked, undefined, asked, undefined]);
});

test('video goes to the screen that asked last; what nobody shows any more is answered at once', async () => {
  const { bridge, hub } = setup();
  const [first, second] = [video('a'), video('a')];
  hub.showVideo(first);
  const hide = hub.showVideo(second);
  const done = vi.fn();
  bridge.video(track, done);
  expect([first.onVideo, second.onVideo].map((on) => vi.mocked(on).mock.calls.length)).toEqual([0, 1]);
  hide();
  bridge.video(track, done);
  expect(first.onVideo).toHaveBeenCalledOnce();
  bridge.video({ ...track, cameraId: 'b' }, done);
  expect(done).toHaveBeenCalledOnce();
});

test('a screen with video gets the observations of its camera', () => {
  const bridge = new FakeBridge();
  let tell: (observation: Observation) => void = () => undefined;
  const hub = new LiveHub(bridge.live, (listener) => {
    tell = listener;
    return () => undefined;
  });
  const [a, b] = [video('a'), video('b')];
  hub.showVideo(a);
  hub.showVideo(b);
  tell(sampleObservation({ cameraId: 'a' }));
  expect([a.onObservation, b.onObservation].map((on) => vi.mocked(on).mock.calls.length)).toEqual([1, 0]);
});
