/** A street lamp: shines downwards from its head. */
export interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Light on the ground right below, linear. */
  readonly strength: number;
}

/** Lamp light falling on a surface, less with the square of the distance and little of it sideways. Lamps overhead count in full. */
export function lampLight(lamps: readonly Lamp[], point: ArrayLike<number>, normal: ArrayLike<number>): number {
  let sum = 0;
  for (const lamp of lamps) {
    const dx = lamp.x - (point[0] as number);
    const dy = lamp.y - (point[1] as number);
    const dz = lamp.z - (point[2] as number);
    const away2 = dx * dx + dy * dy + dz * dz + 0.01;
    if (dz <= 0 || away2 > 900) continue;
    const away = Math.sqrt(away2);
    const facing = Math.max(0, dx * (normal[0] as number) + dy * (normal[1] as number) + dz * (normal[2] as number)) / away;
    sum += (lamp.strength * facing * (dz / away) ** 1.5 * (lamp.z * lamp.z)) / away2;
  }
  return sum;
}
