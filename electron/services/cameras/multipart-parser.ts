import { endsAsJpeg } from './jpeg-header.ts';
import { cameraFailure } from './source.ts';

/** What a hostile or broken stream may cost at most. */
export interface MultipartLimits {
  readonly maxPartBytes: number;
  readonly maxHeaderBytes: number;
}

export const defaultMultipartLimits: MultipartLimits = { maxPartBytes: 8 << 20, maxHeaderBytes: 8 << 10 };

const lf = 0x0a;
const cr = 0x0d;
const dash = 0x2d;
/** What has no length is searched in bites of this size, so that a chunk full of tiny parts costs no quadratic copying. */
const biteBytes = 4096;

/**
 * Cuts `multipart/x-mixed-replace` (and ffmpeg's mpjpeg) into its parts, however the network chunked it. Tolerant, since cameras are
 * careless: the boundary may come with or without its dashes, lines may end with LF alone, lengths may be missing or wrong, text may
 * stand before the first boundary, headers may be missing altogether.
 * A part that lies in one chunk is handed on as a view of it, one that does not is copied once; either way it is the receiver's.
 * @see RFC 2046, 5.1
 */
export class MultipartParser {
  readonly #onPart: (body: Uint8Array) => void;
  readonly #limits: MultipartLimits;
  /** Without its leading dashes; null until the first line of the stream told it. */
  #boundary: Buffer | null;
  #read: (chunk: Buffer, at: number) => number;
  #line = '';
  #lineEnded = false;
  #headerBytes = 0;
  #length: number | null = null;
  /** False once a length did not lead to a boundary: from then on only boundaries count. */
  #trustsLengths = true;
  #measured: Buffer | null = null;
  #measuredBytes = 0;
  #open: Buffer = Buffer.alloc(0);
  #openBytes = 0;
  #searchFrom = 0;
  #isBody = false;
  #parts = 0;

  /** @param boundary as the Content-Type header gives it; null when it does not. */
  constructor(boundary: string | null, onPart: (body: Uint8Array) => void, limits: MultipartLimits = defaultMultipartLimits) {
    const name = boundary?.replace(/^-+/, '') ?? '';
    this.#boundary = name === '' ? null : Buffer.from(name, 'latin1');
    this.#onPart = onPart;
    this.#limits = limits;
    this.#read = this.#boundary ? this.#readToBoundary : this.#learnBoundary;
  }

  /**
   * Takes the next bytes; calls back for every part that they complete. The chunk must not be written to afterwards.
   * @throws {AppError} `camera_unreachable`, cause `no_video`, when a limit is passed; the parser is of no use afterwards.
   */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#read(chunk, at);
  }

  /** The first line with dashes is the boundary when no header named one. */
  #learnBoundary(chunk: Buffer, at: number): number {
    const next = this.#takeLine(chunk, at);
    if (!this.#lineEnded) return next;
    const name = /^-{2,}(\S{1,200})$/.exec(this.#line)?.[1];
    this.#endLine();
    if (name === undefined) return next;
    this.#boundary = Buffer.from(name, 'latin1');
    this.#beginHeaders();
    return next;
  }

  /** Collects until the boundary shows: a body of unknown length, or what lies between two parts. */
  #readToBoundary(chunk: Buffer, at: number): number {
    const bite = Math.min(biteBytes, chunk.length - at);
    this.#append(chunk, at, bite);
    const found = this.#findBoundary();
    if (!found) {
      const isAllThereIs = this.#isBody && at + bite === chunk.length;
      // Without a length the next boundary may be a whole frame time away; the end of a JPEG needs no waiting for it.
      if (isAllThereIs && endsAsJpeg(this.#open.subarray(0, this.#openBytes)))
        this.#finishOpenPart(withoutLineEnd(this.#open, this.#openBytes));
      return at + bite;
    }
    const unread = this.#openBytes - found.end;
    if (this.#isBody) this.#finishOpenPart(found.start);
    else if (found.start > 0 && this.#parts > 0) this.#trustsLengths = false;
    this.#headerBytes = 0;
    this.#read = this.#endBoundaryLine;
    return at + bite - unread;
  }

  #endBoundaryLine(chunk: Buffer, at: number): number {
    const next = this.#takeLine(chunk, at);
    if (!this.#lineEnded) return next;
    const isLast = this.#line.startsWith('--');
    this.#endLine();
    if (isLast) this.#beginSearch(false);
    else this.#beginHeaders();
    return next;
  }

  #beginHeaders(): void {
    this.#headerBytes = 0;
    this.#length = null;
    this.#read = this.#readHeaders;
  }

  #readHeaders(chunk: Buffer, at: number): number {
    // No header begins with 0xff, every JPEG does: this camera leaves headers out.
    if (this.#line === '' && chunk[at] === 0xff) return this.#beginBody(at);
    const next = this.#takeLine(chunk, at);
    if (!this.#lineEnded) return next;
    const line = this.#line;
    this.#endLine();
    if (line === '') return this.#beginBody(next);
    this.#length ??= contentLength(line);
    return next;
  }

  #beginBody(at: number): number {
    if (this.#length === null || !this.#trustsLengths) this.#beginSearch(true);
    else if (this.#length > this.#limits.maxPartBytes) throw tooLarge(this.#limits);
    else this.#read = this.#readMeasured;
    return at;
  }

  #readMeasured(chunk: Buffer, at: number): number {
    const length = this.#length ?? 0;
    if (!this.#measured && chunk.length - at >= length) {
      this.#finishPart(chunk.subarray(at, at + length));
      return at + length;
    }
    this.#measured ??= Buffer.allocUnsafeSlow(length);
    const taken = chunk.copy(this.#measured, this.#measuredBytes, at);
    this.#measuredBytes += taken;
    if (this.#measuredBytes === length) this.#finishPart(this.#measured);
    return at + taken;
  }

  #finishOpenPart(length: number): void {
    const body = Buffer.from(this.#open.subarray(0, length));
    // One giant part must not hold its memory for ever.
    if (this.#open.length > 4 * length + 64 * 1024) this.#open = Buffer.alloc(0);
    this.#finishPart(body);
  }

  #finishPart(body: Buffer): void {
    this.#measured = null;
    this.#measuredBytes = 0;
    this.#parts += 1;
    this.#beginSearch(false);
    if (body.length > 0) this.#onPart(body);
  }

  #beginSearch(isBody: boolean): void {
    this.#isBody = isBody;
    this.#openBytes = 0;
    this.#searchFrom = 0;
    this.#read = this.#readToBoundary;
  }

  #append(chunk: Buffer, at: number, count: number): void {
    const needed = this.#openBytes + count;
    if (needed > this.#limits.maxPartBytes + biteBytes) throw tooLarge(this.#limits);
    if (needed > this.#open.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#open.length * 2, 2 * biteBytes));
      this.#open.copy(larger, 0, 0, this.#openBytes);
      this.#open = larger;
    }
    chunk.copy(this.#open, this.#openBytes, at, at + count);
    this.#openBytes = needed;
  }

  /** @returns where the content before the boundary ends, and where the boundary's own bytes end. */
  #findBoundary(): { start: number; end: number } | null {
    const name = this.#boundary;
    if (!name) return null;
    const open = this.#open.subarray(0, this.#openBytes);
    for (let at = open.indexOf(name, this.#searchFrom); at >= 0; at = open.indexOf(name, at + 1)) {
      const start = startOfDelimiter(open, at);
      if (start !== null) return { start, end: at + name.length };
    }
    this.#searchFrom = Math.max(0, this.#openBytes - name.length + 1);
    return null;
  }

  /** Adds to the current line, up to its LF. */
  #takeLine(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(lf, at);
    const end = found < 0 ? chunk.length : found;
    this.#headerBytes += end - at;
    if (this.#headerBytes > this.#limits.maxHeaderBytes) throw cameraFailure('no_video', 'The stream sends headers without end.');
    this.#line += chunk.toString('latin1', at, end);
    this.#lineEnded = found >= 0;
    if (this.#lineEnded) this.#line = this.#line.trim();
    return this.#lineEnded ? end + 1 : end;
  }

  #endLine(): void {
    this.#line = '';
    this.#lineEnded = false;
  }
}

function withoutLineEnd(bytes: Buffer, length: number): number {
  let end = length;
  while (end > 0 && (bytes[end - 1] === lf || bytes[end - 1] === cr)) end -= 1;
  return end;
}

/** A boundary counts after two dashes or more anywhere, and without dashes at the start of a line only. */
function startOfDelimiter(bytes: Buffer, nameAt: number): number | null {
  let start = nameAt;
  while (start > 0 && bytes[start - 1] === dash) start -= 1;
  const atLineStart = start === 0 || bytes[start - 1] === lf;
  if (!atLineStart && nameAt - start < 2) return null;
  if (start === 0 || bytes[start - 1] !== lf) return start;
  return bytes[start - 2] === cr ? start - 2 : start - 1;
}

function contentLength(header: string): number | null {
  const digits = /^content-length\s*:\s*(\d{1,10})$/i.exec(header)?.[1];
  return digits === undefined ? null : Number(digits);
}

function tooLarge(limits: MultipartLimits): Error {
  return cameraFailure('no_video', `The stream sends parts of more than ${Math.round(limits.maxPartBytes / 2 ** 20)} MB.`);
}
