import { MeshBuilder } from './mesh.ts';
import { sideDisc, tube } from './shapes.ts';
import { SLOT } from './slots.ts';

/** A road wheel whose outer face looks to `side` (1 left, -1 right), with the dark arch over it. */
export function wheel(x: number, outerY: number, radius: number, side: 1 | -1, width = 0.2, arch = true): MeshBuilder {
  const y = side * outerY;
  const mesh = new MeshBuilder();
  if (arch) mesh.merge(sideDisc([x, y + side * 0.004, radius * 1.02], radius * 1.2, side, SLOT.trim));
  mesh.merge(tube([x, y - side * width, radius], [x, y + side * 0.02, radius], [radius, radius], SLOT.tyre, 14));
  mesh.merge(sideDisc([x, y + side * 0.028, radius], radius * 0.66, side, SLOT.rim));
  mesh.merge(sideDisc([x, y + side * 0.034, radius], radius * 0.22, side, SLOT.trim, 8));
  return mesh;
}
