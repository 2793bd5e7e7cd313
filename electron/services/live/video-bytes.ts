import type { Watch } from '../../../shared/contract/live.ts';
import { writeFragment } from '../packets/mp4/write-fragment.ts';
import { initSegment, timescale } from '../packets/mp4/write-init.ts';
import type { Packet } from '../packets/packet.ts';
import type { VideoTrack } from '../packets/video-track.ts';

type Form = NonNullable<Watch['video']>['form'];

/** A media source needs some duration; the next picture's own time corrects it. */
const nominalMs = 40;
const units = (ms: number) => Math.round((ms * timescale) / 1000);

/** Pieces of MP4 are made once for all who watch. */
const fragments = new WeakMap<Packet, Uint8Array>();

/** What a decoder must know before the first packet. */
export function trackBytes(track: VideoTrack, form: Form): Uint8Array {
  return form === 'fragments' ? initSegment(track) : track.description;
}

/** A packet as its viewer takes it. */
export function packetBytes(packet: Packet, form: Form): Uint8Array {
  if (form === 'packets') return packet.data;
  const known = fragments.get(packet);
  if (known) return known;
  const { seq, mediaMs, compositionMs, isKey, data } = packet;
  const sample = { duration: units(nominalMs), compositionOffset: units(compositionMs), isKey, data };
  const made = writeFragment(seq, units(mediaMs - compositionMs), [sample]);
  fragments.set(packet, made);
  return made;
}
