import type { InlineKeyboardMarkup } from 'node-telegram-bot-api/types';
import { z } from 'zod';
import { isWaiting } from '../../../../../shared/domain/incident-life-cycle.ts';
import type { Incident, IncidentStatus } from '../../../../../shared/schemas/incident.ts';
import type { Language } from '../../../../../shared/schemas/notification.ts';
import { texts } from './texts/texts.ts';

/** How long "Snooze" lasts. */
export const snoozeMinutes = 30;

export const tapVerbs = ['take', 'decline', 'snooze', 'false', 'resolve', 'shot'] as const;
export type TapVerb = (typeof tapVerbs)[number];

/** What a tapped button carries: at most 64 bytes, Telegram allows no more. */
const tapDataSchema = z
  .string()
  .max(64)
  .regex(new RegExp(`^(${tapVerbs.join('|')}):[A-Za-z0-9_-]{1,55}$`))
  .transform((text) => {
    const [verb, id] = text.split(':');
    return { verb: z.enum(tapVerbs).parse(verb), id: z.string().parse(id) };
  });

/** @returns null for data that no button of ours carries. */
export function parseTap(data: unknown): { readonly verb: TapVerb; readonly id: string } | null {
  return tapDataSchema.safeParse(data).data ?? null;
}

/** What the people of one chat have to do with an incident. */
export interface ChatStand {
  /** It was taken from this chat, and still is. */
  readonly taken: boolean;
  readonly declined: boolean;
}

/** Nobody has taken or closed it. */
export function isOpen(status: IncidentStatus): boolean {
  return isWaiting(status);
}

/** The buttons that can still do something; none when nothing is left to do here. */
export function incidentButtons(
  { id, kind, status, cameraId }: Incident,
  { taken, declined }: ChatStand,
  language: Language,
): InlineKeyboardMarkup {
  const { button } = texts[language];
  const tap = (verb: TapVerb, text: string) => ({ text, callback_data: `${verb}:${id}` });
  const wrong = tap('false', button.false);
  if (status === 'acknowledged' && taken) return { inline_keyboard: [[tap('resolve', button.resolve), wrong]] };
  if (!isOpen(status)) return { inline_keyboard: [] };
  const take = tap('take', button.take);
  if (declined) return { inline_keyboard: [[take]] };
  const snooze = kind === 'emergency' || cameraId === null ? [] : [tap('snooze', button.snooze(snoozeMinutes))];
  return {
    inline_keyboard: [
      [take, tap('decline', button.decline)],
      [...snooze, wrong],
    ],
  };
}

/** One button a camera, two in a row. */
export function cameraButtons(cameras: readonly { readonly id: string; readonly name: string }[]): InlineKeyboardMarkup {
  const all = cameras
    .map(({ id, name }) => ({ text: name, callback_data: `shot:${id}` }))
    .filter(({ callback_data }) => parseTap(callback_data));
  return { inline_keyboard: Array.from({ length: Math.ceil(all.length / 2) }, (_none, row) => all.slice(row * 2, row * 2 + 2)) };
}
