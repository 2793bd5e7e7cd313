import { isClosed } from '../../../../../shared/domain/incident-life-cycle.ts';
import type { Incident } from '../../../../../shared/schemas/incident.ts';
import type { Language } from '../../../../../shared/schemas/notification.ts';
import type { ChatStand } from './buttons.ts';
import { escapeHtml, htmlOf } from './html.ts';
import { dateTimeOf, percentOf, texts, timeOf } from './texts/texts.ts';

const signs = { accident: '🚨', fire: '🔥', smoke: '💨', emergency: '🆘' } as const;

/**
 * The incident as it stands, in Telegram's HTML. What people wrote is escaped and cut so that the whole fits a photo's caption (1024
 * characters without tags).
 * @param console public address of the console; null = no link.
 */
export function incidentText(incident: Incident, stand: ChatStand, language: Language, console: string | null): string {
  const { kind, cameraName, location, confidence, note, timing } = incident;
  const say = texts[language];
  const loud = kind === 'emergency';
  return [
    loud ? `🆘🆘🆘 <b>${say.kind.emergency}</b> 🆘🆘🆘` : `${signs[kind]} <b>${say.kind[kind]}</b>`,
    loud && `❗ <b>${say.emergencyCall}</b>`,
    location !== '' && `📍 ${htmlOf(location, 200)}`,
    cameraName !== '' && `📷 ${htmlOf(cameraName, 80)}`,
    `🕒 ${dateTimeOf(timing.detectedAtMs, language)}`,
    !loud && `🎯 ${say.confidence(percentOf(confidence, language))}`,
    note !== '' && `📝 ${htmlOf(note, 250)}`,
    console !== null && `<a href="${escapeHtml(`${console}/#/incidents/${incident.id}`)}">${say.openConsole}</a>`,
    ...standing(incident, stand, language),
  ]
    .filter((line): line is string => typeof line === 'string')
    .join('\n');
}

/** Who took it and what became of it. */
function standing(incident: Incident, { declined }: ChatStand, language: Language): string[] {
  const { status, acknowledgedBy, acknowledgedAtMs, closedBy, closedAtMs } = incident;
  const say = texts[language];
  const at = (ms: number | null) => timeOf(ms ?? incident.timing.detectedAtMs, language);
  const taken = acknowledgedBy === null ? [] : [`✋ ${say.takenBy(htmlOf(acknowledgedBy, 80), at(acknowledgedAtMs))}`];
  if (isClosed(status) && closedBy === null) return ['', ...taken, say.closed];
  if (status === 'false_alarm') return ['', ...taken, `❎ ${say.falseAlarmBy(htmlOf(closedBy ?? '', 80), at(closedAtMs))}`];
  if (isClosed(status)) return ['', ...taken, `✅ ${say.resolvedBy(htmlOf(closedBy ?? '', 80), at(closedAtMs))}`];
  if (status === 'acknowledged') return ['', ...taken];
  return declined ? ['', `🚫 ${say.youDeclined}`] : [];
}
