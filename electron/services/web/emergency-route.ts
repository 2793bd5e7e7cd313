import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Desk, dispatch } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Authenticator, callerOf } from './authenticator.ts';
import { httpStatus } from './http-error.ts';

const text = z.union([z.string(), z.number()]).transform((value) => String(value).slice(0, 1000));
/** What programs written for the first emergency desk send: any of these names, all of them optional. */
const originalSchema = z
  .object({
    ...{ message: text, text, description: text, type: text, emergencyType: text },
    ...{ location: text, place: text, address: text },
    ...{ name: text, user: text, sender: text, from: text, phone: text },
    ...{ latitude: text, longitude: text, lat: text, lng: text, lon: text },
    ...{ cameraId: text, camera_id: text, requestId: text, id: text },
  })
  .partial();

/** Turns the original JSON into the contract's input. Words nobody has a field for are kept in the text. */
export function emergencyInputOf(body: unknown): Record<string, unknown> {
  const parsed = originalSchema.safeParse(body ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError('invalid_input', `${issue?.path.join('.') || 'body'}: send a JSON object with texts, for example {"message":"..."}`);
  }
  const given = parsed.data;
  const [latitude, longitude] = [given.latitude ?? given.lat, given.longitude ?? given.lng ?? given.lon];
  const who = [given.name ?? given.user ?? given.sender ?? given.from, given.phone].filter(Boolean).join(', ');
  const what = [given.emergencyType ?? given.type, given.message ?? given.text ?? given.description].filter(Boolean).join(': ');
  const where = given.location ?? given.place ?? given.address ?? (latitude && longitude ? `${latitude}, ${longitude}` : '');
  const cameraId = given.cameraId ?? given.camera_id;
  const requestId = given.requestId ?? given.id;
  return {
    text: [what, who && `(${who})`].filter(Boolean).join(' ').slice(0, 1000),
    location: where.slice(0, 200),
    ...(cameraId ? { cameraId } : {}),
    ...(requestId && /^[A-Za-z0-9_-]{1,64}$/.test(requestId) ? { requestId } : {}),
  };
}

/** `POST /send-emergency`, the address of the first emergency desk, over the same method as everything else. */
export function registerEmergencyRoute(app: FastifyInstance, options: { readonly desk: Desk; readonly auth: Authenticator }): void {
  app.post('/send-emergency', async (request, reply) => {
    const caller = await callerOf(request, options.auth);
    const answer = await dispatch(options.desk, caller, 'emergency.send', emergencyInputOf(request.body));
    if (!answer.ok) return reply.code(httpStatus[answer.error.code]).send({ success: false, error: answer.error });
    return reply.send({ success: true, emergency: answer.value });
  });
}
