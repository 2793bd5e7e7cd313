/** What a decoder must know of a camera's video before its first packet. */
export interface VideoTrack {
  /** RFC 6381: `avc1.640028`, `hev1.1.6.L93.B0`. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Sample entry of an MP4 file (`avc1`, `hvc1`, `hev1`), header included. */
  readonly sampleEntry: Buffer;
  /** Body of its `avcC` or `hvcC`: what WebCodecs calls `description`. */
  readonly description: Buffer;
}
