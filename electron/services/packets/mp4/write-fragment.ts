import { box, fullBox, u32, u64 } from './write-box.ts';

/** One picture for `writeFragment`; times in units of `timescale`. */
export interface FragmentSample {
  readonly duration: number;
  readonly compositionOffset: number;
  readonly isKey: boolean;
  readonly data: Uint8Array;
}

/** `sample_depends_on` of a key frame, and of one that is none. */
const keyFlags = 0x0200_0000;
const otherFlags = 0x0101_0000;

/**
 * A `moof` with its `mdat`. @param decodeTime of the first picture, units of `timescale` since the begin of the file
 * @see ISO/IEC 14496-12, 8.8
 */
export function writeFragment(sequence: number, decodeTime: number, samples: readonly FragmentSample[]): Buffer {
  return Buffer.concat(fragmentParts(sequence, decodeTime, samples));
}

/** The same in parts, the pictures untouched: joining them would copy all video that is recorded. */
export function fragmentParts(sequence: number, decodeTime: number, samples: readonly FragmentSample[]): [Buffer, ...Uint8Array[]] {
  const rows = samples.flatMap(({ duration, compositionOffset, isKey, data }) => [
    ...[duration, data.length, isKey ? keyFlags : otherFlags, compositionOffset],
  ]);
  const trun = fullBox('trun', 1, 0xf01, u32(samples.length, 0, ...rows));
  // Offsets count from the begin of this moof, so that the file can be cut and joined at any fragment.
  const traf = box('traf', fullBox('tfhd', 0, 0x2_00_00, u32(1)), fullBox('tfdt', 1, 0, u64(decodeTime)), trun);
  const moof = box('moof', fullBox('mfhd', 0, 0, u32(sequence)), traf);
  // Where the pictures begin stands in front of the rows and is known only now.
  moof.writeUInt32BE(moof.length + boxHead, moof.length - rows.length * 4 - 4);
  const bytes = samples.reduce((sum, { data }) => sum + data.length, boxHead);
  return [Buffer.concat([moof, u32(bytes), Buffer.from('mdat', 'latin1')]), ...samples.map(({ data }) => data)];
}

const boxHead = 8;
