import type { CameraCause } from '../../../shared/schemas/camera.ts';
import { redactText } from './redact-url.ts';
import type { StreamInfo } from './source.ts';

/** Why ffmpeg gave up, in a person's words. */
export interface FfmpegFailure {
  readonly cause: CameraCause;
  readonly message: string;
}

/** Order counts: the first that matches the latest lines wins, so particular reasons stand before general ones. */
const reasons: readonly (readonly [RegExp, CameraCause, string])[] = [
  [
    /401 unauthorized|authorization failed/i,
    'unauthorized',
    'The camera asks for a user name and password, or refuses the given ones (401).',
  ],
  [/403 forbidden|access denied/i, 'unauthorized', 'The camera forbids access (403).'],
  [/404 not found|454 session not found|stream not found/i, 'not_found', 'The camera has nothing at this path (404).'],
  [/connection refused/i, 'refused', 'The camera refuses the connection: wrong port, or its server is off.'],
  [/no route to host|network is unreachable|host is down/i, 'unreachable', 'No way to this address from here.'],
  [
    /failed to resolve|name or service not known|name resolution|nodename nor servname|no such host/i,
    'unknown_host',
    'No machine of this name is known.',
  ],
  [/timed out|etimedout|error number -138/i, 'timeout', 'The camera did not answer in time.'],
  [/device or resource busy|already in use|could not run graph|device in use/i, 'device_busy', 'Another program uses this camera.'],
  [
    /decoder .*not found|unknown decoder|unsupported codec|could not find codec parameters|no decoder/i,
    'unsupported_codec',
    'The video codec is not known here.',
  ],
  [/matches no streams|does not contain any stream|output file.*does not contain/i, 'no_video', 'The stream holds no video.'],
  [/not on whitelist|not in allowed|format not on whitelist/i, 'no_video', 'The stream points to a place that is not allowed.'],
  [
    /invalid data found|moov atom not found|invalid argument|unable to open resource/i,
    'no_video',
    'What the address sends is no video that can be read.',
  ],
  [
    /server returned [45](\d\d|xx)|\b(4|5)\d\d [a-z ]*(error|service|gateway|request)|method .* failed: \d+/i,
    'http_error',
    'The camera answers with an error.',
  ],
  [
    /no such file or directory|no such device|cannot find|could not find video device/i,
    'file_missing',
    'Nothing is there under this name.',
  ],
  [/permission denied/i, 'file_missing', 'This station may not read it (permission denied).'],
  [/connection reset|broken pipe|end of file|input\/output error/i, 'ended', 'The camera closed the connection.'],
];

/** What the filter of `ffmpeg-arguments.ts` prints for each picture: its time in seconds and nothing else on the line. */
const pictureTime = /^(?:\[[^\]]*\] *)?(-?\d{1,12}\.\d{6}|-?nan)$/;

const keptLines = 24;
const keptColumns = 400;

/** Listens to one ffmpeg's stderr: keeps a few lines, learns the codec, and can say why it ended. Memory is bounded. */
export class FfmpegWords {
  readonly #url: string;
  readonly #onInfo: (info: StreamInfo) => void;
  readonly #onPicture: (ptsMs: number | null) => void;
  readonly #lines: string[] = [];
  #rest = '';
  #informed = false;

  /** @param onPicture told of each picture on its way to a JPEG, with its time by ffmpeg's clock */
  constructor(url: string, onInfo: (info: StreamInfo) => void, onPicture: (ptsMs: number | null) => void = () => undefined) {
    this.#url = url;
    this.#onInfo = onInfo;
    this.#onPicture = onPicture;
  }

  push(text: string): void {
    const pieces = (this.#rest + text).split(/[\r\n]+/);
    this.#rest = (pieces.pop() ?? '').slice(0, keptColumns);
    for (const line of pieces) this.#take(line.slice(0, keptColumns));
  }

  /** @returns null when nothing that was said explains a failure. */
  failure(): FfmpegFailure | null {
    const text = [...this.#lines, this.#rest].join('\n');
    const found = reasons.find(([pattern]) => pattern.test(text));
    if (!found) return null;
    const [pattern, cause, sentence] = found;
    const line = text.split('\n').findLast((candidate) => pattern.test(candidate)) ?? '';
    return { cause, message: `${sentence} ffmpeg: ${this.#clean(line)}` };
  }

  /** The last thing said, redacted. */
  lastLine(): string {
    return this.#clean(this.#lines.at(-1) ?? this.#rest);
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    const seconds = pictureTime.exec(line)?.[1];
    if (seconds !== undefined) {
      // Not kept: hundreds of these lines would push out the one that says why it ended.
      this.#onPicture(seconds.endsWith('nan') ? null : Number(seconds) * 1000);
      return;
    }
    if (!this.#informed) this.#learn(line);
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  /** The first "Stream … Video:" line belongs to the input. */
  #learn(line: string): void {
    const info = streamInfo(line);
    if (!info) return;
    this.#informed = true;
    this.#onInfo(info);
  }

  #clean(line: string): string {
    const withoutAddress = line.replace(/^\[[^\]]*@ 0x[0-9a-f]+\]\s*/i, '').trim();
    return redactText(withoutAddress, this.#url).slice(0, 240);
  }
}

/** Reads `Stream #0:0: Video: h264 (High), yuv420p, 1280x720, 25 fps`. */
export function streamInfo(line: string): StreamInfo | null {
  const found = /^\s*Stream #0:\d+.*?: Video: ([a-z0-9_]+)(.*)$/i.exec(line);
  const codec = found?.[1];
  if (codec === undefined) return null;
  const size = /[ ,](\d{2,5})x(\d{2,5})\b/.exec(found?.[2] ?? '');
  return size ? { codec, width: Number(size[1]), height: Number(size[2]) } : { codec };
}
