import { z } from 'zod';
import { AppError, errorCodeSchema } from '../../../shared/errors.ts';
import { type VideoPiece, videoPieceSchema } from '../../../shared/schemas/recording.ts';

/** What a player asks the station for. */
export interface PieceQuestion {
  readonly atMs: number;
  readonly lengthMs: number;
  /** Key frames only, at least this far apart; 0 = every picture. */
  readonly everyMs: number;
  /** `next` of the piece before; null = from the key frame before `atMs`. */
  readonly after: string | null;
}

export interface FetchedPiece {
  readonly piece: VideoPiece;
  /** Head and pictures. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type PieceSource = (question: PieceQuestion, signal: AbortSignal) => Promise<FetchedPiece | null>;

/** Recorded video of one camera; the session's cookie goes along. One answer holds all that a seek needs. */
export function pieceSource(cameraId: string): PieceSource {
  return async ({ atMs, lengthMs, everyMs, after }, signal) => {
    const query = new URLSearchParams({
      atMs: String(Math.max(0, Math.round(atMs))),
      lengthMs: String(Math.round(lengthMs)),
      everyMs: String(Math.round(everyMs)),
      ...(after === null ? {} : { after }),
    });
    const answer = await fetch(`/api/recordings/${cameraId}/video.mp4?${query}`, { signal });
    if (answer.status === 204) return null;
    if (!answer.ok) throw await refusalOf(answer);
    const piece = videoPieceSchema.parse(JSON.parse(answer.headers.get('x-piece') ?? 'null'));
    return { piece, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
}

const refusalSchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
});

async function refusalOf(answer: Response): Promise<Error> {
  const told = refusalSchema.safeParse(await answer.json().catch(() => null));
  if (!told.success) return new Error(`not given: ${answer.status}`);
  const { code, message, details } = told.data.error;
  return new AppError(code, message, details ? { details } : undefined);
}
