import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Desk, dispatch, type Reply } from '../../../shared/contract/dispatch.ts';
import { type MethodName, methods } from '../../../shared/contract/methods.ts';
import { newToken } from '../auth/session-token.ts';
import { type Authenticator, callerOf, clientHintsOf, isSameOrigin } from './authenticator.ts';
import { httpStatus } from './http-error.ts';
import { withSessionCookies } from './session-cookies.ts';

export interface RestOptions {
  readonly desk: Desk;
  readonly auth: Authenticator;
}

/** One route for each contract entry; path parameters win over the body, the body over the query. */
export function registerRestRoutes(app: FastifyInstance, options: RestOptions): void {
  for (const name of Object.keys(methods) as MethodName[]) {
    const [verb, path] = methods[name].rest;
    app.route({
      method: verb,
      url: path,
      config: { isContract: true },
      handler: async (request, reply) => {
        const hints = clientHintsOf(request);
        // A browser gets its name at its first sign-in; a program without cookies is known by its address.
        const deviceToken = hints.deviceToken ?? (isSameOrigin(request.headers) ? newToken() : null);
        const caller = { ...(await callerOf(request, options.auth)), client: { ...hints, deviceToken } };
        const answer = await dispatch(options.desk, caller, name, inputOf(request));
        const shown = withSessionCookies(name, answer, { request, reply, deviceToken });
        return sendReply(reply, shown, name.endsWith('.create') ? 201 : 200);
      },
    });
  }
}

const objectSchema = z.record(z.string(), z.unknown());

function inputOf(request: FastifyRequest): Record<string, unknown> {
  const part = (value: unknown) => objectSchema.safeParse(value).data ?? {};
  return { ...part(request.query), ...part(request.body), ...part(request.params) };
}

function sendReply(reply: FastifyReply, answer: Reply, successStatus: number): FastifyReply {
  // Who signs out leaves nothing behind for the next one at the same browser.
  void reply.header('cache-control', 'no-store');
  if (answer.ok) return reply.code(successStatus).send(answer.value);
  return reply.code(httpStatus[answer.error.code]).send({ error: answer.error });
}
