/** What is seen in every sample, before any light falls on it. */
export interface GBuffer {
  readonly width: number;
  readonly height: number;
  /** Float32Array [height, width]: one over the distance along the view axis; 0 = nothing. */
  readonly nearness: Float32Array;
  /** Direction index of the surface normal. */
  readonly normal: Uint16Array;
  /** Material number, 0 = nothing. */
  readonly material: Uint16Array;
  /** Object id, 0 = background. */
  readonly object: Uint16Array;
}

export function createGBuffer(width: number, height: number): GBuffer {
  const samples = width * height;
  return {
    width,
    height,
    nearness: new Float32Array(samples),
    normal: new Uint16Array(samples),
    material: new Uint16Array(samples),
    object: new Uint16Array(samples),
  };
}

/** A rectangle of pixels, right and bottom exclusive. */
export interface PixelRect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest rectangle that holds both. */
export function join(a: PixelRect | null, b: PixelRect | null): PixelRect | null {
  if (!a || !b) return a ?? b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
