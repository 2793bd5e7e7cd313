import { spawn } from 'node:child_process';

export interface FfmpegRun {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Seconds of video that are done. */
  readonly onProgress?: (seconds: number) => void;
}

const mostComplaints = 2_000;

/** Runs ffmpeg to its end. @throws {Error} with its last words; `AbortError` when told to stop. */
export function runFfmpeg({ path, args, cwd, signal, onProgress }: FfmpegRun): Promise<void> {
  const general = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-progress', 'pipe:1'];
  return new Promise((resolve, reject) => {
    const child = spawn(path, [...general, ...args], { cwd, signal, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-mostComplaints);
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const microseconds = /out_time_us=(\d+)/.exec(text)?.[1];
      if (microseconds) onProgress?.(Number(microseconds) / 1e6);
    });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${code ?? killedBy}: ${complaints.trim() || 'it said nothing'}`));
    });
  });
}
