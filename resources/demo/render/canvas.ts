/** A picture being made, in linear light. */
export interface Canvas {
  /** Float32Array [height, width, 3]. */
  readonly linear: Float32Array;
  /** Uint8Array [height, width]: 1 where something lies over the backdrop. */
  readonly touched: Uint8Array;
}
