import { usePlaces } from '../../app/state/console-context.tsx';
import { navigate, useRoute } from '../../app/router/use-route.ts';
import { LargeView } from './large-view.tsx';
import { LiveWall } from './live-wall.tsx';
import { NoCameras } from './no-cameras.tsx';

/** All cameras, or one of them large. */
export function LivePage() {
  const { id } = useRoute();
  const cameras = usePlaces((places) => places.cameras);
  if (!cameras) return null;
  if (cameras.length === 0) return <NoCameras />;
  const chosen = cameras.find((camera) => camera.id === id);
  if (chosen) return <LargeView camera={chosen} cameras={cameras} onOpen={(cameraId) => navigate('live', cameraId)} />;
  return <LiveWall cameras={cameras} onOpen={(cameraId) => navigate('live', cameraId)} />;
}
