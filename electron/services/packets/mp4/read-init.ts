import type { VideoTrack } from '../video-track.ts';
import { boxAt, childBoxes } from './box-reader.ts';

/** A video track as its file describes it, with the units its fragments count time in. */
export interface FileTrack {
  readonly track: VideoTrack;
  /** Units a second. */
  readonly timescale: number;
}

/** Bytes of a VisualSampleEntry before its boxes. */
const sampleEntryBytes = 78;
const configurations: Readonly<Record<string, string>> = { avc1: 'avcC', avc3: 'avcC', hvc1: 'hvcC', hev1: 'hvcC' };

/**
 * Reads the body of a `moov` with one video track.
 * @returns null when the video is neither H.264 nor H.265, or the box is damaged.
 */
export function readInit(moov: Buffer): FileTrack | null {
  const media = boxAt(moov, 'trak', 'mdia');
  const mdhd = media && boxAt(media, 'mdhd');
  const stsd = media && boxAt(media, 'minf', 'stbl', 'stsd');
  const entry = stsd && childBoxes(stsd, 8)[0];
  const configuration = entry && configurations[entry.type];
  if (!mdhd || !stsd || !entry || configuration === undefined || entry.body.length < sampleEntryBytes) return null;
  const description = childBoxes(entry.body, sampleEntryBytes).find((box) => box.type === configuration)?.body;
  const timescale = readTimescale(mdhd);
  if (!description || timescale === 0) return null;
  const codec = configuration === 'avcC' ? avcCodec(entry.type, description) : hevcCodec(entry.type, description);
  const width = entry.body.readUInt16BE(24);
  const height = entry.body.readUInt16BE(26);
  const sampleEntry = Buffer.from(stsd.subarray(8, 8 + stsd.readUInt32BE(8)));
  return codec === null ? null : { track: { codec, width, height, sampleEntry, description: Buffer.from(description) }, timescale };
}

function readTimescale(mdhd: Buffer): number {
  const at = mdhd[0] === 1 ? 20 : 12;
  return mdhd.length >= at + 4 ? mdhd.readUInt32BE(at) : 0;
}

/** Profile, constraints and level in hexadecimal. @see RFC 6381, 3.3 */
function avcCodec(type: string, avcC: Buffer): string | null {
  return avcC.length >= 4 ? `${type}.${avcC.toString('hex', 1, 4)}` : null;
}

/** @see ISO/IEC 14496-15, annex E */
function hevcCodec(type: string, hvcC: Buffer): string | null {
  if (hvcC.length < 13) return null;
  const first = hvcC[1] ?? 0;
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const tier = first & 0x20 ? 'H' : 'L';
  const constraints = [...hvcC.subarray(6, 12)];
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop();
  const parts = [`${space}${first & 0x1f}`, reversedBits(hvcC.readUInt32BE(2)).toString(16), `${tier}${hvcC[12]}`];
  return [type, ...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.');
}

function reversedBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) if (value & (1 << bit)) reversed |= 1 << (31 - bit);
  return reversed >>> 0;
}
