import { carPark } from './car-park.ts';
import { collision } from './collision.ts';
import { rearEnd } from './rear-end.ts';
import type { SceneName, SceneScript } from './script.ts';
import { traffic } from './traffic.ts';

/** The demo scenes by the name in their address, `demo:<name>`. */
export const scenes: Readonly<Record<SceneName, SceneScript>> = { collision, traffic, 'car-park': carPark, 'rear-end': rearEnd };
