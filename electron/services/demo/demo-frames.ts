import { CLIP_FPS } from '../../../resources/demo/clip-format.ts';
import { encodeFrame } from '../../../resources/demo/encode.ts';
import { scenes } from '../../../resources/demo/scenes/index.ts';
import type { SceneName } from '../../../resources/demo/scenes/script.ts';
import { type SceneTruth, Stage } from '../../../resources/demo/scenes/stage.ts';

/** Drawing straight from the scene, for tests, benches and training: no clip, no clock. */

const stages = new Map<SceneName, Stage>();

/** Setting a scene up costs a second or two, so it is kept for the life of the process. */
function stageOf(scene: SceneName): Stage {
  const stage = stages.get(scene) ?? new Stage(scenes[scene]);
  stages.set(scene, stage);
  return stage;
}

/** What is really to be seen in a scene `timeS` seconds after its start: boxes, classes, ids, and the accident while it lasts. */
export const demoGroundTruth = (scene: SceneName, timeS: number): SceneTruth => stageOf(scene).truthAt(timeS);

/** When the accident of a scene happens, seconds after its start; null where none does. */
export const demoAccidentS = (scene: SceneName): number | null => stageOf(scene).crashes[0]?.timeS ?? null;

export interface DemoFrame {
  readonly timeS: number;
  /** 640x360. */
  readonly jpeg: Buffer;
}

/** The scene's pictures one after the other, as fast as they are taken. */
export async function* demoFrames(
  scene: SceneName,
  { fps = CLIP_FPS, fromS = 0, seconds }: { fps?: number; fromS?: number; seconds?: number } = {},
): AsyncGenerator<DemoFrame, void, undefined> {
  const stage = stageOf(scene);
  const count = Math.round((seconds ?? stage.seconds - fromS) * fps);
  for (let i = 0; i < count; i++) {
    const timeS = fromS + i / fps;
    yield { timeS, jpeg: await encodeFrame(stage.pictureAt(timeS)) };
  }
}
