/** The one currency for pictures: a JPEG as the camera (or its ffmpeg) made it. Nobody changes `jpeg`; everybody may keep it. */
export interface Frame {
  readonly cameraId: string;
  /** Counts frames of this camera since the station started, from 1. */
  readonly seq: number;
  /** When the last byte arrived, Unix milliseconds. */
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}
