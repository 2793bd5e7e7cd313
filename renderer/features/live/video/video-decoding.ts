import type { VideoHeader } from '../../../../shared/contract/live.ts';

export type TrackHeader = Extract<VideoHeader, { kind: 'track' }>;
export type PacketHeader = Extract<VideoHeader, { kind: 'packet' }>;

/** A picture of a video on its way to a canvas. Whoever holds it closes it: a decoder has few of them. */
export interface VideoPicture {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  close(): void;
}

/** `codec`: this browser cannot decode such video. `decoder`: it gave up on this one. */
export type DecodingFailure = 'codec' | 'decoder';

export interface DecodingListener {
  /** Takes over the picture. Pictures come in the order they are shown. */
  onPicture(picture: VideoPicture, header: PacketHeader): void;
  /** Called once; the decoding is of no use afterwards. */
  onFailure(failure: DecodingFailure): void;
}

/** Turns the packets of one track into pictures. */
export interface VideoDecoding {
  /** @param done called when the packet is taken and the next may come */
  packet(header: PacketHeader, bytes: Uint8Array, done: () => void): void;
  close(): void;
}

/** One way of decoding that this browser has. */
export interface DecodingKind {
  /** What the station is asked for. */
  readonly form: 'packets' | 'fragments';
  begin(track: TrackHeader, bytes: Uint8Array, listener: DecodingListener): VideoDecoding;
}
