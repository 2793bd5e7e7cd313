import type { Incident } from '../../../../shared/schemas/incident.ts';
import type { Notice } from '../../../../shared/schemas/notification.ts';
import type { NoticeTexts } from './en.ts';
import type { StationTime } from './station-time.ts';
import { noticeTexts } from './texts.ts';

/** A notice in words. */
export interface NoticeText {
  /** `Accident: Gate 2, Harbour Road`: a subject, or the first line. The most important comes first: it may be cut short. */
  readonly title: string;
  /** Without title and link. */
  readonly lines: readonly string[];
  /** Where the console shows it; null = it cannot be reached from outside. */
  readonly link: string | null;
}

/** What stands around a notice. */
export interface NoticeSurroundings {
  /** Present state of the incident; null = the notice is about none. */
  readonly incident: Incident | null;
  /** `https://name.example`, without a slash at the end; null = the console can be reached from its own network only. */
  readonly publicUrl: string | null;
  readonly time: StationTime;
}

/** Says a notice in its language. @throws {Error} when an incident's notice comes without the incident. */
export function noticeText(notice: Notice, { incident, publicUrl, time }: NoticeSurroundings): NoticeText {
  const texts = noticeTexts[notice.language];
  if (notice.kind === 'test') return { title: texts.testTitle, lines: [texts.test], link: publicUrl };
  if (notice.kind === 'address') return { title: texts.addressTitle, lines: [], link: notice.url };
  if (notice.kind === 'event') return { title: notice.event.event, lines: [], link: publicUrl };
  if (!incident) throw new Error(`a notice of kind ${notice.kind} needs its incident`);
  return {
    title: titleOf(incident, texts),
    lines: incidentLines(incident, notice, texts, time),
    link: publicUrl && `${publicUrl}/#/incidents/${incident.id}`,
  };
}

/** Title, lines and link as one text. */
export function wholeText({ title, lines, link }: NoticeText): string {
  return [title, ...lines, ...(link === null ? [] : [link])].join('\n');
}

function titleOf({ kind, cameraName, location }: Incident, texts: NoticeTexts): string {
  const place = [cameraName, location].filter(Boolean).join(', ');
  return place ? `${texts.kind[kind]}: ${place}` : texts.kind[kind];
}

function incidentLines(incident: Incident, { kind, language }: Notice, texts: NoticeTexts, time: StationTime): string[] {
  const when = time.full(incident.timing.detectedAtMs, language);
  const isCall = incident.kind === 'emergency';
  return [
    isCall ? texts.emergencyCall : null,
    isCall ? when : `${when}, ${texts.confidence(Math.round(incident.confidence * 100))}`,
    stateLine(incident, kind === 'alert', texts, (atMs) => (atMs === null ? '' : time.short(atMs, language))),
    kind === 'clip' ? texts.clip : null,
  ].filter((line) => line !== null);
}

/** Who has it; a fresh alert needs no line about that nobody has. */
function stateLine(incident: Incident, isAlert: boolean, texts: NoticeTexts, time: (atMs: number | null) => string): string | null {
  const { acknowledgedBy, acknowledgedAtMs, closedBy, closedAtMs } = incident;
  const status: string = incident.status;
  if (status === 'acknowledged') return texts.takenBy(acknowledgedBy ?? texts.somebody, time(acknowledgedAtMs));
  if (status === 'resolved') return texts.resolvedBy(closedBy ?? texts.somebody, time(closedAtMs));
  if (status === 'false_alarm') return texts.falseAlarmBy(closedBy ?? texts.somebody, time(closedAtMs));
  if (status === 'expired') return texts.expired;
  return isAlert ? null : texts.waiting;
}
