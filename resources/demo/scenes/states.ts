import { wrapAngle } from '../traffic/path.ts';
import type { TrafficRecord, VehicleState } from '../traffic/traffic.ts';

/** The vehicles at any moment, between the recorded steps. A vehicle that has just come or gone is taken from the step that has it. */
export function betweenStates({ states, stepS }: TrafficRecord, timeS: number): VehicleState[] {
  const position = Math.max(0, timeS / stepS + 1e-6);
  const step = Math.min(states.length - 1, Math.floor(position));
  const [now, next] = [states[step] ?? [], states[step + 1] ?? []];
  const t = Math.min(1, position - step);
  if (t < 1e-3) return [...now];
  return now.map((state) => {
    const then = next.find(({ trip }) => trip === state.trip);
    return then
      ? {
          ...then,
          x: state.x + (then.x - state.x) * t,
          y: state.y + (then.y - state.y) * t,
          yaw: state.yaw + wrapAngle(then.yaw - state.yaw) * t,
          pitch: state.pitch + (then.pitch - state.pitch) * t,
        }
      : state;
  });
}
