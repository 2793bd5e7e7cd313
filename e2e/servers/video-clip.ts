import { readVideo } from '../../electron/services/packets/testing/read-video.ts';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { VideoTrack } from '../../electron/services/packets/video-track.ts';
import type { H264Clip } from './h264-packets.ts';

const run = promisify(execFile);

export interface VideoClipOptions {
  readonly encoder: 'libx264' | 'libx265';
  /** Pictures that are shown before one that was sent earlier. */
  readonly bFrames?: number;
  /** Pictures from one key frame to the next. */
  readonly keyEvery?: number;
  readonly seconds?: number;
  readonly fps?: number;
}

/** Encodes ffmpeg's test picture as cameras of other makes do: H.265, B-frames, key frames far apart. Can be played in a loop. */
export async function encodeVideo(options: VideoClipOptions): Promise<H264Clip> {
  const { encoder, bFrames = 0, fps = 15, seconds = 4, keyEvery = fps } = options;
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${fps}:duration=${seconds}`, '-pix_fmt', 'yuv420p'];
  const quiet = encoder === 'libx265' ? ['-x265-params', 'log-level=none:open-gop=0:scenecut=0'] : ['-sc_threshold', '0'];
  const coding = ['-c:v', encoder, '-preset', 'ultrafast', '-bf', String(bFrames), '-g', String(keyEvery), '-keyint_min', String(keyEvery)];
  const output = ['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof', '-frag_duration', '1', 'pipe:1'];
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...source, ...coding, ...quiet, ...output];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 << 20 });
  const { track, pictures: packets } = readVideo(stdout);
  const shownMs = packets.map(({ decodeMs, compositionMs }) => decodeMs + compositionMs);
  const firstMs = Math.min(...shownMs);
  const shownAt = shownMs.map((ms) => Math.round(((ms - firstMs) * fps) / 1000));
  return { ...parameterSets(track), pictures: packets.map(({ data }) => nalUnits(data)), fps, shownAt };
}

/** NAL units, each behind its length of 4 bytes. */
function nalUnits(data: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= data.length; at += 4 + data.readUInt32BE(at))
    units.push(data.subarray(at + 4, at + 4 + data.readUInt32BE(at)));
  return units;
}

/** Those of an `avcC` or `hvcC`. @see ISO/IEC 14496-15, 5.3.3 and 8.3.3 */
function parameterSets({ codec, description }: VideoTrack): Pick<H264Clip, 'vps' | 'sps' | 'pps'> {
  const unitAt = (at: number) => description.subarray(at + 2, at + 2 + description.readUInt16BE(at));
  if (codec.startsWith('avc1')) {
    const sps = unitAt(6);
    return { sps, pps: unitAt(6 + 2 + sps.length + 1) };
  }
  const found = new Map<number, Buffer>();
  for (let at = 23, left = description[22] ?? 0; left > 0; left -= 1) {
    const unit = unitAt(at + 3);
    found.set((description[at] ?? 0) & 0x3f, unit);
    at += 5 + unit.length;
  }
  const [vps, sps, pps] = [32, 33, 34].map((type) => found.get(type));
  if (!vps || !sps || !pps) throw new Error('the encoder wrote no parameter sets');
  return { vps, sps, pps };
}
