import { coverOfSmaller, gapBetween } from './box-geometry.ts';
import { limits } from './limits.ts';
import type { FollowedObject, RecognitionFrame } from './recogniser-port.ts';
import type { Suspicion } from './suspicion.ts';

/** People who appeared after the contact beside a vehicle of it: they got out, or came to help. Riders do not count. */
export function peopleNear(suspicion: Suspicion, { tracks, capturedAtMs }: RecognitionFrame): number[] {
  const riding = tracks.filter(({ label }) => /cycle|bike|scooter/i.test(label));
  const appeared = ({ kind, detectedNow, ageMs, bbox }: FollowedObject) =>
    kind === 'person' &&
    detectedNow &&
    ageMs >= limits.personSeenMs &&
    capturedAtMs - ageMs >= suspicion.openedMs &&
    !riding.some((cycle) => coverOfSmaller(cycle.bbox, bbox) > 0.3);
  return tracks
    .filter(
      (object) =>
        appeared(object) && suspicion.participants.all.some(({ track }) => gapBetween(track.bbox, object.bbox) < object.bbox[3] / 2),
    )
    .map(({ id }) => id)
    .slice(0, 20);
}
