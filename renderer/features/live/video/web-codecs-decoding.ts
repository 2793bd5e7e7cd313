import type { DecodingKind, DecodingListener, PacketHeader, TrackHeader, VideoDecoding } from './video-decoding.ts';

/** Packets a decoder may have waiting; beyond that the station is held back. */
const mostQueued = 6;
/** Headers remembered of packets whose pictures have not come. */
const mostUnderWay = 64;

/** Decoding by `VideoDecoder`: the least delay there is. Browsers have it in secure contexts only: https, localhost, the desktop window. */
export const webCodecs: DecodingKind = {
  form: 'packets',
  begin: (track, bytes, listener) => new WebCodecsDecoding(track, bytes, listener),
};

class WebCodecsDecoding implements VideoDecoding {
  readonly #listener: DecodingListener;
  readonly #decoder: VideoDecoder;
  readonly #underWay = new Map<number, PacketHeader>();
  /** Packets that came while the browser was asked whether it knows the codec. */
  #early: (() => void)[] | null = [];
  #waiting: (() => void)[] = [];
  #isOver = false;

  constructor(track: TrackHeader, description: Uint8Array, listener: DecodingListener) {
    this.#listener = listener;
    this.#decoder = new VideoDecoder({ output: (frame) => this.#output(frame), error: () => this.#fail('decoder') });
    this.#decoder.ondequeue = () => this.#letIn();
    const { codec, width: codedWidth, height: codedHeight } = track;
    void this.#configure({ codec, codedWidth, codedHeight, description: description.slice(), optimizeForLatency: true });
  }

  packet(header: PacketHeader, bytes: Uint8Array, done: () => void): void {
    if (this.#early) this.#early.push(() => this.#decode(header, bytes, done));
    else this.#decode(header, bytes, done);
  }

  close(): void {
    this.#isOver = true;
    const early = this.#early ?? [];
    this.#early = null;
    // Over, they only say that they are done: the station counts what is under way.
    for (const decode of early) decode();
    if (this.#decoder.state !== 'closed') this.#decoder.close();
    for (const done of this.#waiting.splice(0)) done();
  }

  async #configure(config: VideoDecoderConfig): Promise<void> {
    const isKnown = await VideoDecoder.isConfigSupported(config).then(
      ({ supported }) => supported === true,
      () => false,
    );
    if (this.#isOver) return;
    if (!isKnown) {
      this.#fail('codec');
      return;
    }
    this.#decoder.configure(config);
    const early = this.#early ?? [];
    this.#early = null;
    for (const decode of early) decode();
  }

  #decode(header: PacketHeader, bytes: Uint8Array, done: () => void): void {
    if (this.#isOver) {
      done();
      return;
    }
    const timestamp = Math.round(header.mediaMs * 1000);
    this.#underWay.set(timestamp, header);
    const [oldest] = this.#underWay.keys();
    if (this.#underWay.size > mostUnderWay && oldest !== undefined) this.#underWay.delete(oldest);
    try {
      this.#decoder.decode(new EncodedVideoChunk({ type: header.isKey ? 'key' : 'delta', timestamp, data: bytes }));
    } catch {
      // A packet that is none, or a decoder that closed itself between two packets.
      this.#fail('decoder');
    }
    if (this.#decoder.decodeQueueSize < mostQueued || this.#isOver) done();
    else this.#waiting.push(done);
  }

  #output(frame: VideoFrame): void {
    const header = this.#underWay.get(frame.timestamp);
    this.#underWay.delete(frame.timestamp);
    if (!header || this.#isOver) {
      frame.close();
      return;
    }
    const { displayWidth: width, displayHeight: height } = frame;
    this.#listener.onPicture({ image: frame, width, height, close: () => frame.close() }, header);
  }

  #letIn(): void {
    if (this.#decoder.decodeQueueSize < mostQueued) for (const done of this.#waiting.splice(0)) done();
  }

  #fail(failure: 'codec' | 'decoder'): void {
    if (this.#isOver) return;
    this.close();
    this.#listener.onFailure(failure);
  }
}
