import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { AppError } from '../../../shared/errors.ts';
import { MultipartParser } from './multipart-parser.ts';

interface Layout {
  boundary: string;
  newline: '\r\n' | '\n';
  withLength: boolean;
  beforeBoundary: string;
}

const usual: Layout = { boundary: '--frame', newline: '\r\n', withLength: true, beforeBoundary: '\r\n' };

function streamOf(bodies: readonly Uint8Array[], layout: Layout): Buffer {
  const { boundary, newline, withLength, beforeBoundary } = layout;
  const parts = bodies.map((body) =>
    Buffer.concat([
      Buffer.from(`${boundary}${newline}Content-Type: image/jpeg${newline}`),
      Buffer.from(withLength ? `Content-Length: ${body.length}${newline}${newline}` : newline),
      body,
      Buffer.from(beforeBoundary),
    ]),
  );
  return Buffer.concat([...parts, Buffer.from(`${boundary}${newline}`)]);
}

function chunksOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

function partsOf(boundary: string | null, chunks: readonly Buffer[]): Buffer[] {
  const parts: Buffer[] = [];
  const parser = new MultipartParser(boundary, (body) => parts.push(Buffer.from(body)));
  for (const chunk of chunks) parser.push(chunk);
  return parts;
}

/** Bytes as a JPEG has them: marker first, anything but our boundary inside. */
const body = fc
  .uint8Array({ minLength: 1, maxLength: 9000 })
  .map((bytes) => Buffer.concat([Buffer.from([0xff, 0xd8]), bytes, Buffer.from([0xff, 0xd9])]));
const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 });

test.each<[string, string | null, Partial<Layout>]>([
  ['lengths and the usual boundary', 'frame', {}],
  ['a boundary whose header already has the dashes', '--frame', {}],
  ['a delimiter without dashes', 'frame', { boundary: 'frame' }],
  ['no lengths', 'frame', { withLength: false }],
  ['no lengths and a delimiter without dashes', 'frame', { withLength: false, boundary: 'frame' }],
  ['LF line ends', 'frame', { newline: '\n', beforeBoundary: '\n', withLength: false }],
  ['no line end before the boundary', 'frame', { beforeBoundary: '', withLength: false }],
  ['lengths and no line end before the boundary', 'frame', { beforeBoundary: '' }],
  ['a boundary that no header announced', null, {}],
])('any chunking gives the same parts: %s', (_name, boundary, change) => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), sizes, (bodies, chunkSizes) => {
      const stream = streamOf(bodies, { ...usual, ...change });
      expect(partsOf(boundary, chunksOf(stream, chunkSizes))).toEqual(bodies);
    }),
    { numRuns: 60 },
  );
});

const picture = (fill: number, length = 300) =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(length, fill), Buffer.from([0xff, 0xd9])]);

test('text before the first boundary is skipped', () => {
  const stream = Buffer.concat([Buffer.from('This is a multipart message.\r\n\r\n'), streamOf([picture(1), picture(2)], usual)]);
  expect(partsOf('frame', [stream])).toEqual([picture(1), picture(2)]);
});

test('a camera that leaves headers out altogether is understood', () => {
  const stream = Buffer.concat([
    Buffer.from('--frame\r\n'),
    picture(1),
    Buffer.from('\r\n--frame\r\n'),
    picture(2),
    Buffer.from('\r\n--frame'),
  ]);
  expect(partsOf('frame', [stream])).toEqual([picture(1), picture(2)]);
});

test('wrong lengths cost one part, then the boundaries alone are believed', () => {
  const lying = (fill: number) =>
    Buffer.concat([Buffer.from('--frame\r\nContent-Length: 100\r\n\r\n'), picture(fill), Buffer.from('\r\n')]);
  const parts = partsOf('frame', [Buffer.concat([lying(1), lying(2), lying(3), Buffer.from('--frame\r\n')])]);
  expect(parts.slice(1)).toEqual([picture(2), picture(3)]);
});

test('a part in one chunk is handed on without a copy', () => {
  const chunk = streamOf([picture(7)], usual);
  const seen: Uint8Array[] = [];
  new MultipartParser('frame', (bytes) => seen.push(bytes)).push(chunk);
  expect(seen[0]?.buffer).toBe(chunk.buffer);
});

test('a JPEG without a length is handed on when its end is there, before the next boundary', async () => {
  const [jpeg = Buffer.alloc(0)] = await testPictures(1, 320, 180);
  const parts: Uint8Array[] = [];
  const parser = new MultipartParser('frame', (bytes) => parts.push(bytes));
  parser.push(Buffer.concat([Buffer.from('--frame\r\nContent-Type: image/jpeg\r\n\r\n'), jpeg.subarray(0, 700)]));
  expect(parts).toHaveLength(0);
  parser.push(Buffer.concat([jpeg.subarray(700), Buffer.from('\r\n')]));
  expect(parts).toEqual([jpeg]);
  parser.push(Buffer.concat([Buffer.from('--frame\r\n\r\n'), jpeg]));
  expect(parts).toEqual([jpeg, jpeg]);
});

test('real JPEGs without lengths come out whole, however they are chunked', async () => {
  const pictures = await testPictures(3, 160, 90);
  const stream = streamOf(pictures, { ...usual, withLength: false });
  fc.assert(
    fc.property(sizes, (chunkSizes) => {
      expect(partsOf('frame', chunksOf(stream, chunkSizes))).toEqual(pictures);
    }),
    { numRuns: 40 },
  );
});

test('parts may go on after a closing boundary', () => {
  const closing = Buffer.concat([streamOf([picture(1)], usual).subarray(0, -2), Buffer.from('--\r\n')]);
  expect(partsOf('frame', [closing, streamOf([picture(2)], usual)])).toEqual([picture(1), picture(2)]);
});

test.each<[string, string | null, Buffer]>([
  ['a part announced as larger than the limit', 'frame', Buffer.from('--frame\r\nContent-Length: 99999999\r\n\r\n')],
  ['a header without end', 'frame', Buffer.concat([Buffer.from('--frame\r\n'), Buffer.alloc(9000, 'x')])],
  ['headers without end', 'frame', Buffer.from(`--frame\r\n${'a: b\r\n'.repeat(3000)}`)],
  ['a first line without end', null, Buffer.alloc(9000, 'x')],
])('gives up on %s', (_name, boundary, stream) => {
  expect(() => partsOf(boundary, [stream])).toThrow(AppError);
});

test('a stream without any boundary is given up before it fills the memory', () => {
  const parser = new MultipartParser('frame', () => undefined);
  const chunk = Buffer.alloc(65_536, 'x');
  const before = process.memoryUsage().arrayBuffers;
  expect(() => {
    for (let turn = 0; turn < 1000; turn += 1) parser.push(chunk);
  }).toThrow(AppError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 << 20);
});

test('hostile bytes never throw anything but an AppError', () => {
  const token = fc.constantFrom(
    '--frame',
    'frame',
    '\r\n',
    '\n',
    'Content-Length: ',
    '5',
    '-1',
    '99999999999',
    '--',
    'Content-Length: 4\r\n\r\n',
    '\r\n\r\n',
    ':',
  );
  const noise = fc.oneof(
    token.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('frame', '--frame', '', null, '-'),
      fc.array(noise, { maxLength: 60 }),
      sizes,
      (boundary, pieces, chunkSizes) => {
        try {
          partsOf(boundary, chunksOf(Buffer.concat(pieces), chunkSizes));
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
