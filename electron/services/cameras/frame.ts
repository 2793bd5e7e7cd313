/** The one currency for pictures: a JPEG as the camera (or its ffmpeg) made it. Nobody changes `jpeg`; everybody may keep it. */
export interface Frame {
  readonly cameraId: string;
  /** Counts frames of this camera since the station started, from 1. */
  readonly seq: number;
  /** When the last byte arrived, Unix milliseconds. */
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
  /**
   * Where this picture stands in the camera's encoded video, ms of the connection's own clock (`Packet.mediaMs`). Asked when it is needed:
   * the packet may come after the JPEG. Null while it is not known; absent when the source gives no encoded video.
   */
  readonly mediaMs?: (() => number | null) | undefined;
}
