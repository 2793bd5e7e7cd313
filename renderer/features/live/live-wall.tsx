import { useElementSize } from '@mantine/hooks';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { CameraTile } from './camera-tile.tsx';
import { gridShape } from './grid-shape.ts';
import classes from './live-wall.module.css';

export interface LiveWallProps {
  readonly cameras: readonly Camera[];
  readonly onOpen: (cameraId: string) => void;
}

const gapPx = 6;

export function LiveWall({ cameras, onOpen }: LiveWallProps) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const { columns, tileHeight } = gridShape(cameras.length, width, height, gapPx);
  return (
    <div ref={ref} className={classes.wall}>
      {width > 0 ? (
        <div
          className={classes.grid}
          style={{ gap: gapPx, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridAutoRows: tileHeight }}
        >
          {cameras.map((camera, index) => (
            <CameraTile
              key={camera.id}
              camera={camera}
              mode="wall"
              maxFps={wallFps(cameras.length)}
              shortcut={index < 9 ? index + 1 : null}
              onOpen={() => onOpen(camera.id)}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

/** Many small pictures need fewer of them a second. */
function wallFps(count: number): number {
  if (count <= 4) return 15;
  return count <= 9 ? 10 : 8;
}
