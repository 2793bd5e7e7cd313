import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PacketHeader } from './video-decoding.ts';
import { webCodecs } from './web-codecs-decoding.ts';

/** Plays the browser's part: the test says what it supports, when it has decoded, and when it fails. */
class FakeVideoDecoder {
  static last: FakeVideoDecoder;
  static isSupported = true;
  static isConfigSupported = async () => ({ supported: FakeVideoDecoder.isSupported });
  state = 'unconfigured';
  decodeQueueSize = 0;
  ondequeue: () => void = () => undefined;
  config: VideoDecoderConfig | null = null;
  readonly decoded: { readonly type: string; readonly timestamp: number }[] = [];
  readonly #init: VideoDecoderInit;

  constructor(init: VideoDecoderInit) {
    this.#init = init;
    FakeVideoDecoder.last = this;
  }
  configure(config: VideoDecoderConfig): void {
    this.config = config;
    this.state = 'configured';
  }
  decode(chunk: { readonly type: string; readonly timestamp: number }): void {
    if (this.state !== 'configured') throw new DOMException('closed', 'InvalidStateError');
    this.decoded.push(chunk);
    this.decodeQueueSize += 1;
  }
  close(): void {
    this.state = 'closed';
  }
  /** The next picture is ready. */
  output(timestamp: number): ReturnType<typeof vi.fn> {
    const close = vi.fn();
    this.decodeQueueSize -= 1;
    this.#init.output({ timestamp, displayWidth: 640, displayHeight: 360, close } as unknown as VideoFrame);
    this.ondequeue();
    return close;
  }
  fail(): void {
    this.state = 'closed';
    this.#init.error(new DOMException('broken', 'EncodingError'));
  }
}

const track = { kind: 'track' as const, cameraId: 'cam1', codec: 'avc1.640028', width: 640, height: 360 };
const header = (seq: number): PacketHeader => ({
  ...{ kind: 'packet', cameraId: 'cam1', seq, capturedAtMs: 1_000 + seq, mediaMs: seq * 40 + 0.011, isKey: seq === 1 },
});
const bytes = new Uint8Array([1]);

beforeEach(() => {
  FakeVideoDecoder.isSupported = true;
  vi.stubGlobal('VideoDecoder', FakeVideoDecoder);
  vi.stubGlobal(
    'EncodedVideoChunk',
    class {
      constructor(init: object) {
        Object.assign(this, init);
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

function begin() {
  const listener = { onPicture: vi.fn(), onFailure: vi.fn() };
  const decoding = webCodecs.begin(track, new Uint8Array([1, 100, 0, 40]), listener);
  const give = (seq: number) => {
    const done = vi.fn();
    decoding.packet(header(seq), bytes, done);
    return done;
  };
  return { listener, decoding, give, decoder: FakeVideoDecoder.last };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('packets that come while the browser is asked for the codec are decoded afterwards, in their order', async () => {
  const { give, decoder, listener } = begin();
  const dones = [give(1), give(2)];
  expect(decoder.decoded).toEqual([]);
  await settled();
  expect(decoder.config).toMatchObject({ codec: 'avc1.640028', codedWidth: 640, codedHeight: 360, optimizeForLatency: true });
  expect(decoder.decoded.map(({ type, timestamp }) => [type, timestamp])).toEqual([
    ['key', 40_011],
    ['delta', 80_011],
  ]);
  for (const done of dones) expect(done).toHaveBeenCalledOnce();
  decoder.output(40_011);
  expect(listener.onPicture).toHaveBeenCalledWith(expect.objectContaining({ width: 640, height: 360 }), header(1));
});

test('a decoder that cannot keep up holds the station back', async () => {
  const { give, decoder } = begin();
  await settled();
  const dones = Array.from({ length: 8 }, (_, n) => give(n + 1));
  expect(dones.filter((done) => done.mock.calls.length > 0)).toHaveLength(5);
  for (let seq = 1; seq <= 3; seq += 1) decoder.output(header(seq).mediaMs * 1000);
  for (const done of dones) expect(done).toHaveBeenCalledOnce();
});

test('a codec the browser does not know, and a decoder that breaks, are told once and hold nobody', async () => {
  FakeVideoDecoder.isSupported = false;
  const unknown = begin();
  const early = unknown.give(1);
  await settled();
  expect(early).toHaveBeenCalledOnce();
  expect(unknown.listener.onFailure.mock.calls).toEqual([['codec']]);

  FakeVideoDecoder.isSupported = true;
  const broken = begin();
  await settled();
  const dones = Array.from({ length: 8 }, (_, n) => broken.give(n + 1));
  broken.decoder.fail();
  expect(broken.listener.onFailure.mock.calls).toEqual([['decoder']]);
  for (const done of [...dones, broken.give(9)]) expect(done).toHaveBeenCalledOnce();
});

test('pictures after the end, and those nobody asked for, go back to the decoder', async () => {
  const { give, decoding, decoder, listener } = begin();
  await settled();
  give(1);
  expect(decoder.output(99)).toHaveBeenCalledOnce();
  decoding.close();
  expect(decoder.state).toBe('closed');
  expect(decoder.output(40_011)).toHaveBeenCalledOnce();
  expect(listener.onPicture).not.toHaveBeenCalled();
});
