/** An EBML element whose size is written in 8 bytes. */
function element(id: number, ...parts: readonly Uint8Array[]): Buffer {
  const name = Buffer.from(id.toString(16), 'hex');
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(parts.reduce((sum, part) => sum + part.length, 0)));
  size[0] = 0x01;
  return Buffer.concat([name, size, ...parts]);
}

const number = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};
const text = (value: string) => Buffer.from(value, 'latin1');
const unknownSize = Buffer.from('01ffffffffffffff', 'hex');

/**
 * Begin of a Matroska stream of JPEGs with times in milliseconds: the plainest way to tell ffmpeg when each picture was taken.
 * @see RFC 9559
 */
export function matroskaHead(width: number, height: number): Buffer {
  const ebml = element(0x1a45dfa3, element(0x4282, text('matroska')), element(0x4287, number(4)), element(0x4285, number(2)));
  const info = element(0x1549a966, element(0x2ad7b1, number(1_000_000)), element(0x4d80, text('-')), element(0x5741, text('-')));
  const video = element(0xe0, element(0xb0, number(width)), element(0xba, number(height)));
  const track = element(
    0xae,
    element(0xd7, number(1)),
    element(0x73c5, number(1)),
    element(0x83, number(1)),
    element(0x86, text('V_MJPEG')),
    video,
  );
  return Buffer.concat([ebml, Buffer.from('18538067', 'hex'), unknownSize, info, element(0x1654ae6b, track)]);
}

/** One JPEG, shown at `timeMs` since the begin. */
export function matroskaPicture(jpeg: Uint8Array, timeMs: number): Buffer {
  return element(0x1f43b675, element(0xe7, number(Math.max(0, Math.round(timeMs)))), element(0xa3, Buffer.from([0x81, 0, 0, 0x80]), jpeg));
}
