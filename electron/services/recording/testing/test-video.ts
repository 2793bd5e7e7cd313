import { readVideo } from '../../packets/testing/read-video.ts';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RawPacket } from '../../packets/packet.ts';
import type { VideoTrack } from '../../packets/video-track.ts';

const run = promisify(execFile);
const made = new Map<string, Promise<{ track: VideoTrack; pictures: RawPacket[] }>>();

/** Two seconds of real H.264, 10 pictures and one key frame a second; may be played over and over. */
export function testVideo(size = '64x48'): Promise<{ track: VideoTrack; pictures: RawPacket[] }> {
  const known = made.get(size) ?? encode(size);
  made.set(size, known);
  return known;
}

async function encode(size: string) {
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10:duration=2`, '-pix_fmt', 'yuv420p'];
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '10', '-threads', '1'];
  const output = ['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof', '-frag_duration', '1', 'pipe:1'];
  const { stdout } = await run('ffmpeg', ['-loglevel', 'error', ...source, ...encoder, ...output], { encoding: 'buffer' });
  return readVideo(stdout);
}
