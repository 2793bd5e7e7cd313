import { usePlaces } from '../../app/state/console-context.tsx';

/** Names of cameras; of removed ones their ids. */
export function useCameraNames(): (ids: readonly string[]) => string {
  const cameras = usePlaces((places) => places.cameras);
  return (ids) => ids.map((id) => cameras?.find((camera) => camera.id === id)?.name ?? id).join(', ');
}
