/** One field of a protobuf message: `bytes` for wire type 2, `value` for the numeric ones. */
export interface WireField {
  readonly number: number;
  /** Payload of a length-delimited field, a view into the input; null for numbers. */
  readonly bytes: Uint8Array | null;
  /** Numeric payload; 0 for length-delimited and 64-bit fixed fields. */
  readonly value: number;
}

/** The bytes are no protobuf message, or one cut short. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/**
 * Fields of one protobuf message in the order of the bytes. Copies nothing and never reads outside `message`.
 * @throws {WireError} on a cut or malformed field.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* wireFields(message: Uint8Array): Generator<WireField> {
  let at = 0;
  while (at < message.length) {
    const tag = varint(message, at);
    at = tag.next;
    const number = Math.floor(tag.value / 8);
    if (number < 1 || number > 536_870_911) throw new WireError('field number out of range');
    const wireType = tag.value % 8;
    if (wireType === 2) {
      const length = varint(message, at);
      const end = length.next + length.value;
      if (end > message.length) throw new WireError('the file ends inside a field');
      yield { number, bytes: message.subarray(length.next, end), value: 0 };
      at = end;
    } else if (wireType === 0) {
      const { value, next } = varint(message, at);
      yield { number, bytes: null, value };
      at = next;
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
      if (at > message.length) throw new WireError('the file ends inside a field');
      yield { number, bytes: null, value: 0 };
    } else {
      throw new WireError(`wire type ${wireType} is not in use`);
    }
  }
}

/** Values above 2^53 lose precision, which no length or number read here can reach in a valid file. */
function varint(message: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; at < from + 10; at++) {
    const byte = message[at];
    if (byte === undefined) throw new WireError('the file ends inside a number');
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: at + 1 };
    scale *= 128;
  }
  throw new WireError('a number is longer than 10 bytes');
}
