import { z } from 'zod';
import { AppError, errorCodeSchema } from '../errors.ts';
import { type EventName, events, type Payload } from './events.ts';
import { type Input, type MethodName, methods, type Output } from './methods.ts';

/** How bytes reach the station: Socket.IO in a browser, IPC in the desktop window, a direct call in tests. Payloads stay `unknown`. */
export interface Bridge {
  invoke(name: MethodName, input: unknown): Promise<unknown>;
  subscribe(name: EventName, listener: (payload: unknown) => void): () => void;
}

const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: errorCodeSchema,
      message: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    }),
  }),
]);

export type Client = ReturnType<typeof createClient>;

/** Typed calls and events over any bridge. */
export function createClient(bridge: Bridge) {
  return {
    /** @throws {AppError} with the code the station answered; `unavailable` when the answer made no sense. */
    async call<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> {
      const reply = replySchema.safeParse(await bridge.invoke(name, input));
      if (!reply.success) throw new AppError('unavailable', 'The station gave no sensible answer.');
      if (!reply.data.ok) {
        const { code, message, details } = reply.data.error;
        throw new AppError(code, message, details ? { details } : undefined);
      }
      return methods[name].output.parse(reply.data.value) as Output<M>;
    },
    /** A payload that breaks the contract is dropped and reported, never passed on. */
    on<E extends EventName>(
      name: E,
      listener: (payload: Payload<E>) => void,
      onInvalid: (error: unknown) => void = () => undefined,
    ): () => void {
      return bridge.subscribe(name, (raw) => {
        const parsed = events[name].safeParse(raw);
        if (parsed.success) listener(parsed.data as Payload<E>);
        else onInvalid(parsed.error);
      });
    },
  };
}
