import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { Mp4Packets } from '../packets/mp4-packets.ts';
import type { PacketSink } from '../packets/packet.ts';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { ffmpegArguments, type FfmpegInput, type PictureSettings } from './ffmpeg-arguments.ts';
import { FfmpegWords } from './ffmpeg-words.ts';
import { MultipartParser } from './multipart-parser.ts';
import { PictureTimes } from './picture-times.ts';
import { cameraFailure, type SourceContext } from './source.ts';

/**
 * Runs one ffmpeg until its stream ends or the signal aborts it; resolves only when the process is gone. It has no stdin and writes
 * to a pipe, so that it also ends (on its next frame, or by its own timeout) when the station is killed outright.
 * @throws {AppError} `camera_unreachable`, with what ffmpeg said, redacted.
 */
export async function runFfmpeg(binary: FfmpegBinary, input: FfmpegInput, picture: PictureSettings, context: SourceContext): Promise<void> {
  if (context.signal.aborted) return;
  const times = new PictureTimes();
  const words = new FfmpegWords(context.url, context.onInfo, (ptsMs) => times.picture(ptsMs));
  let frames = 0;
  const parser = new MultipartParser('ffmpeg', (jpeg) => {
    const index = frames;
    frames += 1;
    // One chunk may hold several frames, and the first of them may have been all that was wanted.
    if (!context.signal.aborted) context.onFrame(jpeg, () => times.timeOf(index));
  });
  // A webcam's raw pictures are no video that anybody would keep.
  const packets = input.kind === 'usb' ? undefined : context.packets;
  const args = ffmpegArguments(binary, input, picture, packets !== undefined);
  const stdio = packets
    ? ['ignore' as const, 'pipe' as const, 'pipe' as const, 'pipe' as const]
    : ['ignore' as const, 'pipe' as const, 'pipe' as const];
  const child = spawn(binary.path, args, { stdio, windowsHide: true });
  const kill = () => child.kill('SIGKILL');
  context.signal.addEventListener('abort', kill, { once: true });
  try {
    await collect(child, (chunk) => parser.push(chunk), packets ? new Mp4Packets(timed(packets, times)) : null, words);
  } finally {
    context.signal.removeEventListener('abort', kill);
  }
  if (context.signal.aborted) return;
  const failure = words.failure();
  if (frames > 0 && (child.exitCode === 0 || !failure)) return;
  if (failure) throw cameraFailure(failure.cause, failure.message);
  if (child.signalCode !== null) throw cameraFailure('internal', `ffmpeg was ended by ${child.signalCode}; a newer one may do better.`);
  throw cameraFailure('no_video', `ffmpeg found no video there: ${words.lastLine() || `it ended with ${child.exitCode}`}`);
}

/** The sink of a connection's packets, with their times noted on the way. */
function timed(sink: PacketSink, times: PictureTimes): PacketSink {
  return {
    track: (track) => sink.track(track),
    packet: (packet) => {
      times.packet(packet.decodeMs + packet.compositionMs);
      sink.packet(packet);
    },
  };
}

/** Resolves when the process has ended and all it wrote was read; a callback that throws ends the process. */
function collect(child: ChildProcess, onPictures: (chunk: Buffer) => void, packets: Mp4Packets | null, words: FfmpegWords): Promise<void> {
  return new Promise((resolve, reject) => {
    let thrown: unknown = null;
    const guarded = (take: (chunk: Buffer) => void) => (chunk: Buffer) => {
      if (thrown !== null) return;
      try {
        take(chunk);
      } catch (error) {
        thrown = error;
        child.kill('SIGKILL');
      }
    };
    child.stdout?.on('data', guarded(onPictures));
    const video = child.stdio[3];
    if (packets && video instanceof Readable)
      video.on(
        'data',
        guarded((chunk) => packets.push(chunk)),
      );
    child.stderr?.setEncoding('utf8').on('data', (text: string) => words.push(text));
    child.once('error', (error) => reject(cameraFailure('ffmpeg_missing', 'ffmpeg could not be started.', { cause: error })));
    child.once('close', () => (thrown === null ? resolve() : reject(thrown)));
  });
}
