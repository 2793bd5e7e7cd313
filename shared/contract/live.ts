import { z } from 'zod';
import { idSchema, timeMsSchema } from '../schemas/primitives.ts';

/**
 * Live pictures travel on a connection of their own (Socket.IO namespace `/live`), so that frames never stand in front of an alert.
 * The viewer says what it wants with `watch`; the station sends `frame` (header, JPEG bytes) and sends the next one of a camera only
 * after the viewer acknowledged the last: a slow viewer gets fewer frames, never old ones. `probe` is answered at once, behind the
 * frames that are under way: how long that takes tells the viewer what its link can carry.
 *
 * One camera at a time may be asked for in full: `video` (header, bytes) brings its pictures as the camera encoded them. `track` comes
 * first, with what a decoder must know, and again when the video changed; then `packet`s from a key frame on, each acknowledged when the
 * decoder has taken it. A viewer that falls behind gets a `pause` and goes on at a key frame that is new by then.
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
  /**
   * The camera that is wanted as encoded video. `packets`: for a decoder of one's own (WebCodecs). `fragments`: each wrapped as a piece of
   * MP4, for a media source.
   */
  video: z.object({ cameraId: idSchema, form: z.enum(['packets', 'fragments']) }).optional(),
});
export type Watch = z.infer<typeof watchSchema>;

export const frameHeaderSchema = z.object({
  cameraId: idSchema,
  seq: z.number().int().min(0),
  capturedAtMs: timeMsSchema,
});
export type FrameHeader = z.infer<typeof frameHeaderSchema>;

export const videoHeaderSchema = z.discriminatedUnion('kind', [
  /** Its bytes: body of the `avcC` or `hvcC` box; of `fragments`, the begin of the MP4. */
  z.object({
    kind: z.literal('track'),
    cameraId: idSchema,
    /** RFC 6381: `avc1.640028`. */
    codec: z.string().max(80),
    width: z.number().int().min(1),
    height: z.number().int().min(1),
  }),
  /** Its bytes: NAL units, each after its length of 4 bytes; of `fragments`, `moof` and `mdat`. */
  z.object({
    kind: z.literal('packet'),
    cameraId: idSchema,
    /** Counts packets of the camera since the station started. */
    seq: z.number().int().min(1),
    /** When it arrived at the station. */
    capturedAtMs: timeMsSchema,
    /** When it is shown, ms of the connection's own clock; an observation with the same `mediaMs` is of this picture. */
    mediaMs: z.number(),
    isKey: z.boolean(),
  }),
  /**
   * No packets until further notice. `none`: the camera is not connected or sends neither H.264 nor H.265; `ended`: it was, or did;
   * `slow`: this viewer has not taken what was sent.
   */
  z.object({ kind: z.literal('pause'), cameraId: idSchema, reason: z.enum(['none', 'ended', 'slow']) }),
]);
export type VideoHeader = z.infer<typeof videoHeaderSchema>;
