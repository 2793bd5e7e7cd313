/** What part of a file is asked for; `to` belongs to it. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'unsatisfiable' };

const whole: ByteRange = { kind: 'whole' };

/**
 * Reads a `Range` header. What is no single range of bytes may be ignored, and is: several ranges, other units, nonsense.
 * @param size of the file, bytes
 * @see RFC 9110, section 14
 */
export function readByteRange(header: string | undefined, size: number): ByteRange {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = found ?? [];
  if (!found || (first === '' && last === '')) return whole;
  if (first === '') return lastBytes(Number(last), size);
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) return whole;
  return from < size ? { kind: 'part', from, to } : { kind: 'unsatisfiable' };
}

function lastBytes(count: number, size: number): ByteRange {
  if (count === 0 || size === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', from: Math.max(0, size - count), to: size - 1 };
}
