import type { RemoteObject, UnstoredClip, UnstoredSegment } from '../../store/remote-object-repository.ts';

/** A file that is to be uploaded. */
export interface UploadItem extends Pick<RemoteObject, 'id' | 'kind' | 'endMs' | 'codec' | 'width' | 'height'> {
  /** Absolute path. */
  readonly file: string;
  /** SHA-256 that the file must have, where it is known; null = as it is. */
  readonly expected: string | null;
  readonly contentType: string;
  /** Kept with the object, so that it says by itself what it is. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The object's name. It holds a piece of the content's hash: the same file always has the same name, another one another. */
  keyOf(sha256: string): string;
}

const pieceOf = (sha256: string) => sha256.slice(0, 12);
const noVideo = { codec: '', width: 0, height: 0 };

/** `recordings/2026/11/28/<camera>/10-00-00-<hash>.mp4` */
export function segmentItem(segment: UnstoredSegment, file: string): UploadItem {
  const { id, cameraId, path, startMs, endMs, codec, width, height } = segment;
  return {
    ...{ id, kind: 'segment', endMs, codec, width, height, file, expected: null, contentType: 'video/mp4' },
    metadata: { camera: cameraId, 'start-ms': String(startMs), 'end-ms': String(endMs), codec, size: `${width}x${height}` },
    keyOf: (sha256) => `recordings/${path.replace(/\.mp4$/, '')}-${pieceOf(sha256)}.mp4`,
  };
}

/** `evidence/<incident>/<camera>-<hash>.mp4` */
export function clipItem(clip: UnstoredClip, file: string): UploadItem {
  const { incidentId, cameraId, endMs, sha256: expected } = clip;
  return {
    ...{ id: `clip_${incidentId}_${cameraId}`, kind: 'clip', endMs, ...noVideo, file, expected, contentType: 'video/mp4' },
    metadata: { camera: cameraId, incident: incidentId, 'end-ms': String(endMs) },
    keyOf: (sha256) => `evidence/${incidentId}/${cameraId}-${pieceOf(sha256)}.mp4`,
  };
}

/** `exports/<id>-<hash>.zip` */
export function exportItem({ id, createdAtMs }: { id: string; createdAtMs: number }, file: string): UploadItem {
  return {
    ...{ id: `export_${id}`, kind: 'export', endMs: createdAtMs, ...noVideo, file, expected: null, contentType: 'application/zip' },
    metadata: { export: id },
    keyOf: (sha256) => `exports/${id}-${pieceOf(sha256)}.zip`,
  };
}
