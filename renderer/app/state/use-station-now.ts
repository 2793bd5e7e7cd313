import { useNow } from '../../ui/use-now.ts';
import { useStation } from './console-context.tsx';

/** The time by the station's clock, told anew every `stepMs`: what the station's own times are compared with. */
export function useStationNow(stepMs?: number): number {
  return useNow(stepMs) + useStation(({ clockOffsetMs }) => clockOffsetMs);
}
