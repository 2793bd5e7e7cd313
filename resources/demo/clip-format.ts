import { z } from 'zod';
import { sceneNames } from './scenes/script.ts';

/** Pictures a second of a rendered clip. */
export const CLIP_FPS = 10;
/** Good enough for every detector tried; a frame is 25 to 45 kB. */
export const CLIP_JPEG_QUALITY = 78;

export const sceneNameSchema = z.enum(sceneNames);

/** Next to `<clip>.jpegs`, which is the JPEGs one after the other. Written last, so it stands for a whole clip. */
export const clipIndexSchema = z.object({
  fps: z.number().int().positive(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Bytes of each JPEG, in order. */
  lengths: z.array(z.number().int().positive()).min(1),
});
export type ClipIndex = z.infer<typeof clipIndexSchema>;

/** Station → renderer: draw this scene into this file, from its first frame on. */
export const renderOrderSchema = z.object({ scene: sceneNameSchema, file: z.string() });
export type RenderOrder = z.infer<typeof renderOrderSchema>;

/** Renderer → station. */
export const renderReportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('opened'),
    scene: sceneNameSchema,
    frames: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
  }),
  /** One more JPEG lies in the file. */
  z.object({ type: z.literal('frame'), scene: sceneNameSchema, index: z.number().int(), length: z.number().int() }),
  z.object({ type: z.literal('done'), scene: sceneNameSchema }),
  z.object({ type: z.literal('failed'), scene: sceneNameSchema, reason: z.string() }),
]);
export type RenderReport = z.infer<typeof renderReportSchema>;
