/** One Huffman code of a JPEG, for symbols read at any bit. */
export interface HuffmanTable {
  /** Indexed by the next 10 bits: code length << 8 | symbol; 0 = the code is longer or unknown. */
  readonly quick: Uint16Array;
  /** For each length, the first code beyond those of that length. */
  readonly limit: Int32Array;
  /** For each length, what leads from a code to its symbol. */
  readonly offset: Int32Array;
  readonly symbols: Uint8Array;
}

const quickBits = 10;
const longest = 16;

/** Stands in until a scan names its table; decodes nothing. */
export const noTable: HuffmanTable = {
  quick: new Uint16Array(1 << quickBits),
  limit: new Int32Array(longest + 1),
  offset: new Int32Array(longest + 1),
  symbols: new Uint8Array(0),
};

/**
 * @param counts how many codes of each length 1..16 there are
 * @param symbols in order of their codes; copied
 * @returns null when the counts describe no prefix code.
 */
export function buildTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | null {
  const quick = new Uint16Array(1 << quickBits);
  const limit = new Int32Array(longest + 1);
  const offset = new Int32Array(longest + 1);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= longest; length++) {
    offset[length] = index - code;
    for (let left = counts[length - 1] ?? 0; left > 0; left--, code++, index++) {
      if (code >= 1 << length) return null;
      if (length > quickBits) continue;
      const start = code << (quickBits - length);
      quick.fill((length << 8) | (symbols[index] ?? 0), start, start + (1 << (quickBits - length)));
    }
    limit[length] = code;
    code <<= 1;
  }
  return { quick, limit, offset, symbols: symbols.slice() };
}

/**
 * Reads the symbol whose code starts at `bit`. Reads up to three bytes from there, so `bytes` must go on that far.
 * @returns code length << 8 | symbol; 0 when no code matches.
 */
export function decodeSymbol(table: HuffmanTable, bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  const window = (((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)) >> (8 - (bit & 7));
  const next = window & 0xffff;
  const quick = table.quick[next >> (longest - quickBits)] as number;
  return quick !== 0 ? quick : longCode(table, next);
}

function longCode(table: HuffmanTable, next: number): number {
  for (let length = quickBits + 1; length <= longest; length++) {
    const code = next >> (longest - length);
    if (code < (table.limit[length] as number)) return (length << 8) | (table.symbols[code + (table.offset[length] as number)] as number);
  }
  return 0;
}
