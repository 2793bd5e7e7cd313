import { boxAt } from './box-reader.ts';

/** One picture of a fragment. Times in units of the track's timescale. */
export interface Sample {
  readonly decodeTime: number;
  readonly duration: number;
  /** Shown this much after it is decoded. */
  readonly compositionOffset: number;
  readonly isKey: boolean;
  readonly bytes: number;
}

const flagsOf = (box: Buffer) => box.readUInt32BE(0) & 0xff_ff_ff;
/** `sample_is_non_sync_sample`. */
const nonSync = 0x1_00_00;

/**
 * Reads the body of a `moof` with one track; its samples lie one after the other in the `mdat` that follows.
 * @throws {RangeError} when it is damaged.
 */
export function readFragment(moof: Buffer): Sample[] {
  const traf = boxAt(moof, 'traf');
  const tfhd = traf && boxAt(traf, 'tfhd');
  const tfdt = traf && boxAt(traf, 'tfdt');
  const trun = traf && boxAt(traf, 'trun');
  if (!tfhd || !tfdt || !trun) throw new RangeError('a fragment without its boxes');
  const defaults = readDefaults(tfhd);
  const start = tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4);
  return readRun(trun, defaults, start);
}

interface Defaults {
  readonly duration: number;
  readonly bytes: number;
  readonly flags: number;
}

function readDefaults(tfhd: Buffer): Defaults {
  const flags = flagsOf(tfhd);
  let at = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  const next = (isThere: number) => {
    if (!isThere) return 0;
    at += 4;
    return tfhd.readUInt32BE(at - 4);
  };
  return { duration: next(flags & 0x8), bytes: next(flags & 0x10), flags: next(flags & 0x20) };
}

function readRun(trun: Buffer, defaults: Defaults, start: number): Sample[] {
  const flags = flagsOf(trun);
  const count = trun.readUInt32BE(4);
  let at = 8 + (flags & 0x1 ? 4 : 0);
  const word = (otherwise: number, isThere: number) => {
    if (!isThere) return otherwise;
    at += 4;
    return trun.readUInt32BE(at - 4);
  };
  const firstFlags = word(-1, flags & 0x4);
  let decodeTime = start;
  const samples: Sample[] = [];
  for (let index = 0; index < count; index += 1) {
    const duration = word(defaults.duration, flags & 0x100);
    const bytes = word(defaults.bytes, flags & 0x200);
    const own = word(index === 0 && firstFlags >= 0 ? firstFlags : defaults.flags, flags & 0x400);
    // Version 0 says it is unsigned; writers of old put negative offsets there all the same.
    const compositionOffset = word(0, flags & 0x800) | 0;
    samples.push({ decodeTime, duration, compositionOffset, isKey: (own & nonSync) === 0, bytes });
    decodeTime += duration;
  }
  return samples;
}
