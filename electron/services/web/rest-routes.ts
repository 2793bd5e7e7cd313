import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dispatch, type Handlers, type Reply } from '../../../shared/contract/dispatch.ts';
import { type MethodName, methods } from '../../../shared/contract/methods.ts';
import { type Authenticator, callerOf, sessionCookie } from './authenticator.ts';
import { httpStatus } from './http-error.ts';

export interface RestOptions {
  readonly handlers: Handlers;
  readonly auth: Authenticator;
  readonly onInternal: (error: unknown, method: string) => void;
}

/** One route for each contract entry; path parameters win over the body, the body over the query. */
export function registerRestRoutes(app: FastifyInstance, options: RestOptions): void {
  for (const name of Object.keys(methods) as MethodName[]) {
    const [verb, path] = methods[name].rest;
    app.route({
      method: verb,
      url: path,
      handler: async (request, reply) => {
        const caller = await callerOf(request, options.auth);
        const answer = await dispatch(options.handlers, caller, name, inputOf(request), options.onInternal);
        setSessionCookie(name, answer, request, reply);
        return sendReply(reply, answer, name.endsWith('.create') ? 201 : 200);
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
  if (answer.ok) return reply.code(successStatus).send(answer.value);
  return reply.code(httpStatus[answer.error.code]).send({ error: answer.error });
}

/** Longer than any session lives: the station ends sessions, and an open console keeps its own alive beyond its first end. */
const cookieLifeS = 31 * 24 * 60 * 60;
const loginValueSchema = methods['auth.login'].output;

/** Browsers stay signed in by a cookie that scripts cannot read and other sites' pages do not send. */
function setSessionCookie(name: MethodName, answer: Reply, request: FastifyRequest, reply: FastifyReply): void {
  if (name === 'auth.logout') void reply.clearCookie(sessionCookie, { path: '/' });
  if (name !== 'auth.login' || !answer.ok) return;
  const { accessToken } = loginValueSchema.parse(answer.value);
  const secure = request.protocol === 'https';
  void reply.setCookie(sessionCookie, accessToken, { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: cookieLifeS });
}
