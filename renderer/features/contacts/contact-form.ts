import {
  addressProblem,
  type ChannelName,
  type Contact,
  type ContactAddress,
  type ContactInput,
  type Language,
} from '../../../shared/schemas/notification.ts';
import { type IncidentKind, incidentKinds } from '../../../shared/schemas/incident.ts';

/** A contact as the form holds it; times of the day as `HH:MM`, '' = no quiet hours. */
export interface ContactValues {
  readonly name: string;
  readonly language: Language;
  readonly addresses: readonly ContactAddress[];
  readonly everyCamera: boolean;
  readonly siteIds: string[];
  readonly cameraIds: string[];
  readonly kinds: IncidentKind[];
  /** As text: what a select gives. */
  readonly level: string;
  readonly quietFrom: string;
  readonly quietTo: string;
  readonly addressNotices: boolean;
  readonly enabled: boolean;
}

export function valuesOf(contact: Contact | null, language: Language): ContactValues {
  const reach = contact?.reach ?? { all: true };
  return {
    name: contact?.name ?? '',
    language: contact?.language ?? language,
    addresses: contact?.addresses ?? [],
    everyCamera: reach.all,
    siteIds: reach.all ? [] : reach.siteIds,
    cameraIds: reach.all ? [] : reach.cameraIds,
    kinds: contact?.kinds ?? [...incidentKinds],
    level: String(contact?.escalationLevel ?? 1),
    quietFrom: contact?.quietHours ? clockOf(contact.quietHours.fromMinute) : '',
    quietTo: contact?.quietHours ? clockOf(contact.quietHours.toMinute) : '',
    addressNotices: contact?.addressNotices ?? true,
    enabled: contact?.enabled ?? true,
  };
}

export function inputOf(values: ContactValues): ContactInput {
  const { name, language, addresses, everyCamera, siteIds, cameraIds, kinds, level, addressNotices, enabled } = values;
  const fromMinute = minuteOf(values.quietFrom);
  const toMinute = minuteOf(values.quietTo);
  return {
    name,
    language,
    addresses: addresses.map((address) => ({ ...address, address: address.address.trim() })),
    reach: everyCamera ? { all: true } : { all: false, siteIds, cameraIds },
    kinds,
    escalationLevel: Number(level),
    quietHours: fromMinute === null || toMinute === null ? null : { fromMinute, toMinute },
    addressNotices,
    enabled,
  };
}

/** The channel whose address format this one breaks; null = it is fine. */
export function brokenAddress({ channel, address }: ContactAddress): ChannelName | null {
  return addressProblem(channel, address.trim()) === null ? null : channel;
}

/** `7:05` is 425; null for what is no time of the day. */
export function minuteOf(text: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number.isInteger(minute) && minute < 1440 && Number(minutes) < 60 ? minute : null;
}

export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
