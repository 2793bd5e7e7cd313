import type { VideoTrack } from '../video-track.ts';
import { box, fullBox, u16, u32, u64 } from './write-box.ts';

/** Units a second of every file and stream we write: the one of RTP video, which all usual frame rates divide. */
export const timescale = 90_000;

/** Seconds from 1904, which MP4 counts from, to 1970. */
const epochS = 2_082_844_800;
const unity = u32(0x1_00_00, 0, 0, 0, 0x1_00_00, 0, 0, 0, 0x4000_0000);

/**
 * Begin of a fragmented MP4 with one video track: `ftyp`, `moov`.
 * @param createdAtMs Unix milliseconds; the file keeps whole seconds of it
 */
export function initSegment(track: VideoTrack, createdAtMs = 0): Buffer {
  const created = Math.floor(createdAtMs / 1000) + epochS;
  const ftyp = box('ftyp', Buffer.from('iso5\0\0\x02\0iso5iso6mp41', 'latin1'));
  const mvhd = fullBox(
    'mvhd',
    1,
    0,
    u64(created),
    u64(created),
    u32(1000),
    u64(0),
    u32(0x1_00_00),
    u16(0x100, 0),
    u32(0, 0),
    unity,
    u32(0, 0, 0, 0, 0, 0, 2),
  );
  const trex = fullBox('trex', 0, 0, u32(1, 1, 0, 0, 0));
  return Buffer.concat([ftyp, box('moov', mvhd, trackBox(track, created), box('mvex', trex))]);
}

function trackBox(track: VideoTrack, created: number): Buffer {
  const size = u32(track.width << 16, track.height << 16);
  const tkhd = fullBox('tkhd', 1, 3, u64(created), u64(created), u32(1, 0), u64(0), u32(0, 0), u16(0, 0, 0, 0), unity, size);
  const mdhd = fullBox('mdhd', 1, 0, u64(created), u64(created), u32(timescale), u64(0), u16(0x55c4, 0));
  const hdlr = fullBox('hdlr', 0, 0, u32(0), Buffer.from('vide', 'latin1'), u32(0, 0, 0), Buffer.from('video\0', 'latin1'));
  const dinf = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));
  const none = (type: string, words: number) => fullBox(type, 0, 0, u32(...Array.from({ length: words }, () => 0)));
  const tables = [fullBox('stsd', 0, 0, u32(1), track.sampleEntry), none('stts', 1), none('stsc', 1), none('stsz', 2), none('stco', 1)];
  const minf = box('minf', fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)), dinf, box('stbl', ...tables));
  return box('trak', tkhd, box('mdia', mdhd, hdlr, minf));
}
