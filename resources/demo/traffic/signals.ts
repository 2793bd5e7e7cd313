/** What a signal shows to one road. */
export type Aspect = 'red' | 'amber' | 'green';

/** When each road has green: `[road, from, to]` in seconds of the scene; 2.5 s of amber follow. */
export type SignalPlan = readonly (readonly [road: 'x' | 'y', from: number, to: number])[];

const AMBER_S = 2.5;

export function aspectAt(plan: SignalPlan, road: 'x' | 'y', timeS: number): Aspect {
  for (const [which, from, to] of plan) {
    if (which !== road) continue;
    if (timeS >= from && timeS < to) return 'green';
    if (timeS >= to && timeS < to + AMBER_S) return 'amber';
  }
  return 'red';
}
