import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultPictureSettings } from './ffmpeg-arguments.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import { addressFor, type FfmpegSourceOptions } from './ffmpeg-sources.ts';
import { peekBody, readBody, readWholeBody } from './http-body.ts';
import { contentOfBytes, contentOfType, sniffedBytes } from './http-content.ts';
import { defaultHttpTimeouts, type HttpTimeouts, networkFailure, openHttp } from './http-request.ts';
import { defaultMultipartLimits, MultipartParser } from './multipart-parser.ts';
import { cameraFailure, type RunSource, type SourceContext } from './source.ts';

export interface HttpSourceOptions extends FfmpegSourceOptions {
  readonly timeouts?: HttpTimeouts;
  /** Time from one request of a snapshot address to the next, at least. */
  readonly snapshotIntervalMs?: number;
}

/**
 * `http:` and `https:`. Looks at what the address sends: multipart JPEG is cut here and its bytes passed through untouched, a single
 * JPEG is asked for again and again, everything else that is video goes to ffmpeg over a connection of its own, after this one closed.
 */
export function httpSource(options: HttpSourceOptions): RunSource {
  return async (context) => {
    try {
      const response = await openHttp(context.url, context.signal, options.timeouts);
      await readResponse(response, options, context).finally(() => response.destroy());
    } catch (error) {
      if (!context.signal.aborted) throw networkFailure(error);
    }
  };
}

async function readResponse(response: IncomingMessage, options: HttpSourceOptions, context: SourceContext): Promise<void> {
  const { responseMs } = options.timeouts ?? defaultHttpTimeouts;
  const byType = contentOfType(response.headers['content-type']);
  const content = byType ?? contentOfBytes(await peekBody(response, sniffedBytes, Math.min(responseMs, 3000)));
  switch (content.kind) {
    case 'multipart':
      context.onInfo({ codec: 'mjpeg' });
      return readMultipart(response, content.boundary, context);
    case 'jpeg':
      context.onInfo({ codec: 'mjpeg' });
      return pollSnapshots(response, options, context);
    case 'video':
      return playWithFfmpeg(response, content.isPlaylist, options, context);
    case 'not-video':
      throw cameraFailure('no_video', content.words);
  }
}

function readMultipart(response: IncomingMessage, boundary: string | null, context: SourceContext): Promise<void> {
  const parser = new MultipartParser(boundary, (jpeg) => {
    if (!context.signal.aborted) context.onFrame(jpeg);
  });
  return readBody(response, (chunk) => parser.push(chunk));
}

async function pollSnapshots(first: IncomingMessage, options: HttpSourceOptions, context: SourceContext): Promise<void> {
  const { signal } = context;
  for (let response = first; !signal.aborted; response = await openHttp(context.url, signal, options.timeouts)) {
    const next = delay(options.snapshotIntervalMs ?? 200, undefined, { signal });
    // The wait is also a promise nobody awaits when reading fails first.
    next.catch(() => undefined);
    context.onFrame(await readWholeBody(response, defaultMultipartLimits.maxPartBytes));
    await next;
  }
}

async function playWithFfmpeg(
  response: IncomingMessage,
  isPlaylist: boolean,
  options: HttpSourceOptions,
  context: SourceContext,
): Promise<void> {
  const isFile = response.headers['content-length'] !== undefined;
  if (!response.closed) {
    const closed = once(response, 'close');
    response.destroy();
    await closed;
  }
  const binary = await options.ffmpeg();
  const { url: location, ...named } = await addressFor(context.url, binary);
  const input = { kind: 'http', location, ...named, isPlaylist, isFile } as const;
  await runFfmpeg(binary, input, options.picture ?? defaultPictureSettings, context);
}
