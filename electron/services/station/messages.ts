import { randomUUID } from 'node:crypto';
import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { Foundation } from './foundation.ts';

/** The contract's `messages.*`: words to everybody who has the console open. */
export function createMessageHandlers({ events, nowMs }: Pick<Foundation, 'events' | 'nowMs'>): Pick<Handlers, 'messages.send'> {
  return {
    'messages.send': ({ text }, caller) => {
      const message = {
        id: randomUUID(),
        kind: 'message' as const,
        cameraId: null,
        cameraName: caller.user?.username ?? '',
        location: '',
        confidence: 0,
        detectedAtMs: nowMs(),
        photoUrl: null,
        text,
      };
      events.emit('receive-message', message);
      return message;
    },
  };
}
