import type { Pose } from '../render/instance.ts';
import type { MaterialTable } from '../render/material.ts';
import type { Actor } from '../render/picture.ts';
import { type Aspect, aspectAt, type SignalPlan } from '../traffic/signals.ts';
import { CROSSING_GAP_M, CROSSING_M, halfWidth, type Layout } from '../world/layout.ts';
import { STREET } from '../world/materials.ts';
import { signalMesh } from '../world/things.ts';

interface SignalSet {
  readonly heads: readonly { readonly pose: Pose; readonly road: 'x' | 'y' }[];
  readonly mesh: ReturnType<typeof signalMesh>;
  readonly plan: SignalPlan;
  readonly palettes: Record<Aspect, Uint16Array>;
}

/** Distance of the stop line from the edge of the road that crosses, metres. */
export const STOP_LINE_M = CROSSING_GAP_M + CROSSING_M + 1;

/** One signal at the stop line of every arm, on the left, where Indonesia drives. */
export function signalSet({ roads, signals: layoutHasSignals = false }: Layout, plan: SignalPlan, materials: MaterialTable): SignalSet {
  const [a, b] = [roads.find(({ along }) => along === 'x'), roads.find(({ along }) => along === 'y')];
  const heads: { pose: Pose; road: 'x' | 'y' }[] = [];
  if (a && b && layoutHasSignals) {
    for (const sign of [1, -1]) {
      const [awayX, awayY] = [halfWidth(b) + STOP_LINE_M, halfWidth(a) + STOP_LINE_M];
      heads.push({ road: 'x', pose: { x: b.at - sign * awayX, y: a.at + sign * (halfWidth(a) + 0.7), yaw: sign === 1 ? Math.PI : 0 } });
      heads.push({ road: 'y', pose: { x: b.at - sign * (halfWidth(b) + 0.7), y: a.at - sign * awayY, yaw: (-sign * Math.PI) / 2 } });
    }
  }
  const { signal, redOn, amberOn, greenOn, lens } = STREET;
  return {
    heads,
    mesh: signalMesh(),
    plan,
    palettes: {
      red: materials.palette([signal, redOn, lens, lens]),
      amber: materials.palette([signal, lens, amberOn, lens]),
      green: materials.palette([signal, lens, lens, greenOn]),
    },
  };
}

export function signalActors({ heads, mesh, plan, palettes }: SignalSet, timeS: number): Actor[] {
  return heads.map(({ pose, road }) => ({
    parts: [{ mesh, pose, palette: palettes[aspectAt(plan, road, timeS)], object: 0 }],
    footprint: null,
  }));
}
