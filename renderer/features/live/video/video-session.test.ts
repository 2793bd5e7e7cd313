import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { VideoHeader } from '../../../../shared/contract/live.ts';
import { sampleObservation } from '../../../testing/samples.ts';
import type { VideoScreen } from '../live-hub.ts';
import type { DecodingKind, DecodingListener, PacketHeader, VideoPicture } from './video-decoding.ts';
import type { VideoPlayer } from './video-player.ts';
import { VideoSession, type VideoState } from './video-session.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const track: VideoHeader = { kind: 'track', cameraId: 'cam1', codec: 'avc1.640028', width: 1920, height: 1080 };
const packet: PacketHeader = { kind: 'packet', cameraId: 'cam1', seq: 1, capturedAtMs: 1, mediaMs: 0, isKey: true };
const bytes = new Uint8Array([1]);

/** Decodings whose part the test plays. */
function kindOf(form: DecodingKind['form']) {
  const begun: {
    readonly listener: DecodingListener;
    readonly packet: ReturnType<typeof vi.fn>;
    readonly close: ReturnType<typeof vi.fn>;
  }[] = [];
  const kind: DecodingKind = {
    form,
    begin: (_track, _bytes, listener) => {
      const decoding = { listener, packet: vi.fn((_header: unknown, _data: unknown, done: () => void) => done()), close: vi.fn() };
      begun.push(decoding);
      return decoding;
    },
  };
  return { kind, begun };
}

function setup(kinds: readonly DecodingKind[]) {
  const asked: VideoScreen[] = [];
  const states: VideoState[] = [];
  let open = 0;
  const player = { onTrack: vi.fn(), onPicture: vi.fn(), onObservation: vi.fn() };
  const session = new VideoSession({
    ...{ cameraId: 'cam1', kinds, player: player as unknown as VideoPlayer, now: () => Date.now() },
    onState: (state) => states.push(state),
    ask: (screen) => {
      asked.push(screen);
      open += 1;
      return () => {
        open -= 1;
      };
    },
  });
  session.start();
  const send = (header: VideoHeader) => {
    const done = vi.fn();
    asked.at(-1)?.onVideo(header, bytes, done);
    return done;
  };
  return { session, asked, states, player, send, isAsking: () => open > 0, last: () => states.at(-1) };
}

test('it plays from the first picture on the screen, and says what', () => {
  const { kind, begun } = kindOf('packets');
  const { session, asked, player, send, last } = setup([kind]);
  expect([asked[0]?.form, last()]).toEqual(['packets', { kind: 'starting' }]);
  expect(send(packet)).toHaveBeenCalledOnce();
  expect(send(track)).toHaveBeenCalledOnce();
  send(packet);
  expect(begun[0]?.packet).toHaveBeenCalledOnce();
  begun[0]?.listener.onPicture({} as VideoPicture, packet);
  expect(player.onPicture).toHaveBeenCalledOnce();
  expect(last()).toEqual({ kind: 'starting' });
  session.drawn(packet);
  expect(last()).toEqual({ kind: 'playing', codec: 'avc1.640028', width: 1920, height: 1080 });
});

test('a browser without a decoder asks for nothing', () => {
  const { asked, last } = setup([]);
  expect([asked.length, last()]).toEqual([0, { kind: 'pictures', reason: 'no_decoder' }]);
});

test('a codec that one way does not know is tried by the other, then given up for a minute', () => {
  const [first, second] = [kindOf('packets'), kindOf('fragments')];
  const { asked, send, last, isAsking } = setup([first.kind, second.kind]);
  send(track);
  first.begun[0]?.listener.onFailure('codec');
  expect(asked.map(({ form }) => form)).toEqual(['packets', 'fragments']);
  send(track);
  second.begun[0]?.listener.onFailure('codec');
  expect([last(), isAsking()]).toEqual([{ kind: 'pictures', reason: 'codec' }, false]);
  vi.advanceTimersByTime(59_000);
  expect(asked).toHaveLength(2);
  vi.advanceTimersByTime(2_000);
  expect(asked.map(({ form }) => form)).toEqual(['packets', 'fragments', 'packets']);
});

test('a decoder that fails is tried again, ever more rarely, and often again after it has played', () => {
  const { kind, begun } = kindOf('packets');
  const { session, asked, send, last } = setup([kind]);
  const fail = () => {
    send(track);
    begun.at(-1)?.listener.onFailure('decoder');
  };
  for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const before = asked.length;
    fail();
    expect(last()).toEqual({ kind: 'pictures', reason: 'decoder' });
    vi.advanceTimersByTime(waitMs - 1);
    expect(asked).toHaveLength(before);
    vi.advanceTimersByTime(1);
    expect(asked).toHaveLength(before + 1);
  }
  send(track);
  for (let second = 0; second < 12; second += 1) {
    session.drawn(packet);
    vi.advanceTimersByTime(1_000);
  }
  fail();
  const before = asked.length;
  vi.advanceTimersByTime(1_000);
  expect(asked).toHaveLength(before + 1);
});

test('while nothing new is drawn pictures are wanted, and the video again when it goes on', () => {
  const { kind } = kindOf('packets');
  const { session, send, last, isAsking } = setup([kind]);
  send(track);
  session.drawn(packet);
  vi.advanceTimersByTime(3_000);
  expect([last(), isAsking()]).toEqual([{ kind: 'pictures', reason: 'slow' }, true]);
  session.drawn(packet);
  expect(last()?.kind).toBe('playing');
});

test('a video on which nothing that is seen can be placed gives way to pictures with boxes, for a minute', () => {
  const { kind } = kindOf('packets');
  const { asked, player, send, last, isAsking } = setup([kind]);
  send(track);
  const see = (count: number, mediaMs?: number) => {
    for (let n = 0; n < count; n += 1) asked.at(-1)?.onObservation(sampleObservation(mediaMs === undefined ? {} : { mediaMs }));
  };
  see(20);
  see(1, 40);
  see(20);
  expect([player.onObservation.mock.calls.length, isAsking()]).toEqual([41, true]);
  see(10);
  expect([last(), isAsking()]).toEqual([{ kind: 'pictures', reason: 'no_boxes' }, false]);
  vi.advanceTimersByTime(61_000);
  expect(asked).toHaveLength(2);
});

test.each([
  ['none', 'no_video'],
  ['ended', 'no_video'],
  ['slow', 'slow'],
] as const)('a pause by the station (%s) is told as %s', (reason, told) => {
  const { kind } = kindOf('packets');
  const { send, last } = setup([kind]);
  send(track);
  send({ kind: 'pause', cameraId: 'cam1', reason });
  expect(last()).toEqual({ kind: 'pictures', reason: told });
});

test('a new track ends the decoding before it, whose failure counts no more', () => {
  const { kind, begun } = kindOf('packets');
  const { player, send, last } = setup([kind]);
  send(track);
  send({ ...track, width: 1280, height: 720 });
  expect(begun[0]?.close).toHaveBeenCalledOnce();
  expect(player.onTrack).toHaveBeenCalledTimes(2);
  begun[0]?.listener.onFailure('decoder');
  expect(last()).toEqual({ kind: 'starting' });
});

test('closing ends the question, the decoding and every timer', () => {
  const { kind, begun } = kindOf('packets');
  const { session, send, last, isAsking } = setup([kind]);
  send(track);
  session.close();
  expect([begun[0]?.close.mock.calls.length, isAsking(), last(), vi.getTimerCount()]).toEqual([1, false, { kind: 'off' }, 0]);
});
