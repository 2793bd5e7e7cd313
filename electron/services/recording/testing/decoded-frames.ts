import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Decoded {
  readonly frames: number;
  /** Presentation times of the pictures, seconds since the begin of the file. */
  readonly timesS: readonly number[];
  /** Whatever the decoder had to say; empty for a clean file. */
  readonly complaints: string;
}

/** Decodes a whole file with ffprobe, as a player would have to. */
export async function decodedFrames(file: string): Promise<Decoded> {
  const args = ['-v', 'error', '-show_entries', 'frame=pkt_pts_time,pts_time', '-of', 'csv=p=0', file];
  const { stdout, stderr } = await run('ffprobe', args, { maxBuffer: 16 << 20 });
  const timesS = stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Number(line.split(',')[0]));
  return { frames: timesS.length, timesS, complaints: stderr };
}
