/** Repeatable random numbers, 0..1 (32-bit xorshift: enough for made-up traffic, not for secrets). @see Marsaglia, "Xorshift RNGs", 2003 */
export function seededRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}
