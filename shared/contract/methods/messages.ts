import { z } from 'zod';
import { alertMessageSchema } from '../../schemas/incident.ts';
import { method } from './method.ts';

/** What people say to each other. */
export const messagesMethods = {
  'messages.send': method(
    'responder',
    'station',
    ['POST', '/api/messages'],
    'Say something to every console',
    z.object({ text: z.string().trim().min(1).max(1000) }),
    alertMessageSchema,
  ),
} as const;
