import { z } from 'zod';
import { idSchema, timeMsSchema } from '../schemas/primitives.ts';

/**
 * Live pictures travel on a connection of their own (Socket.IO namespace `/live`), so that frames never stand in front of an alert.
 * The viewer says what it wants with `watch`; the station sends `frame` (header, JPEG bytes) and sends the next one of a camera only
 * after the viewer acknowledged the last: a slow viewer gets fewer frames, never old ones. `probe` is answered at once, behind the
 * frames that are under way: how long that takes tells the viewer what its link can carry.
 */
export const liveNamespace = '/live';

export const watchSchema = z.object({
  cameras: z
    .array(
      z.object({
        cameraId: idSchema,
        /** Most frames a second the viewer wants. */
        maxFps: z.number().min(0.2).max(60),
        /** Only frames that were given to the detector, each followed by an `observation` of the same `seq`, so that boxes fit the picture they
         * are drawn on. Every frame when the camera is not analysed at the moment. */
        analysedOnly: z.boolean().default(false),
        /** Widest picture the viewer's link can carry, pixels; absent = as the camera sends it. */
        maxWidth: z.number().int().min(64).max(7680).optional(),
      }),
    )
    .max(64),
  /**
   * Most frames under way to the viewer at a time, over all cameras; absent = one for each camera. On a slow link few frames under way
   * mean young pictures, and an alert that has little to wait for. The cameras take turns.
   */
  framesAtOnce: z.number().int().min(1).max(64).optional(),
});
export type Watch = z.infer<typeof watchSchema>;

export const frameHeaderSchema = z.object({
  cameraId: idSchema,
  seq: z.number().int().min(0),
  capturedAtMs: timeMsSchema,
});
export type FrameHeader = z.infer<typeof frameHeaderSchema>;
