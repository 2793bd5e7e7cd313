import { idSchema } from '../../../shared/schemas/primitives.ts';

const pattern = /^(\d{4})\/(\d{2})\/(\d{2})\/([A-Za-z0-9_-]{1,64})\/(\d{2})-(\d{2})-(\d{2})(?:-(\d{1,3}))?\.mp4$/;

/**
 * Where a segment lies inside the folder of recordings: `YYYY/MM/DD/<camera>/HH-MM-SS.mp4`, UTC.
 * @param attempt counts from 1; later ones are for a second that is taken, as after a clock was set back
 */
export function segmentPath(cameraId: string, startMs: number, attempt = 1): string {
  const [date = '', time = ''] = new Date(startMs).toISOString().split('T');
  const name = time.slice(0, 8).replaceAll(':', '-') + (attempt > 1 ? `-${attempt}` : '');
  return `${date.replaceAll('-', '/')}/${idSchema.parse(cameraId)}/${name}.mp4`;
}

/** What a path says of its segment, to the second; null when no segment of ours would lie there. */
export function parseSegmentPath(path: string): { readonly cameraId: string; readonly startMs: number } | null {
  const found = pattern.exec(path);
  if (!found) return null;
  const [, year, month, day, cameraId = '', hour, minute, second] = found;
  const startMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(startMs) ? null : { cameraId, startMs };
}
