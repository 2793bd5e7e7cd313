import type { VideoTrack } from './video-track.ts';

/** One picture as the camera encoded it. Nobody changes `data`; everybody may keep it. */
export interface Packet {
  readonly cameraId: string;
  /** Counts packets of this camera since the station started, from 1. */
  readonly seq: number;
  /** Wall-clock time of arrival, smoothed by the camera's own clock; Unix milliseconds. */
  readonly atMs: number;
  /** The same moment on a clock that never steps, ms with fractions: only differences mean something. */
  readonly timelineMs: number;
  /** The station's wall clock was set between the packet before and this one. */
  readonly clockStepped: boolean;
  /** When it is shown, ms of the connection's own clock, which begins near 0: tells which JPEG is the same picture. */
  readonly mediaMs: number;
  /** Shown this much after it is decoded, ms; above or below 0 only with B-frames. */
  readonly compositionMs: number;
  readonly isKey: boolean;
  /** NAL units, each after its length of 4 bytes, as MP4 and WebCodecs take them. */
  readonly data: Buffer;
}

/** A packet on its way from a source, before it has a time and a number. */
export type RawPacket = Pick<Packet, 'isKey' | 'compositionMs' | 'data'> & {
  /** The camera's clock, ms with fractions. */
  readonly decodeMs: number;
};

/** Takes what one connection of a camera brings. `track` comes first, and again when the video changes. */
export interface PacketSink {
  track(track: VideoTrack): void;
  packet(packet: RawPacket): void;
}
