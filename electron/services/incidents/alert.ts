import type { AlertMessage, Incident, IncidentKind } from '../../../shared/schemas/incident.ts';

const kindNames: Record<IncidentKind, string> = { accident: 'Accident', fire: 'Fire', smoke: 'Smoke', emergency: 'Emergency' };

/** The alert of an incident, as consoles and other people's clients receive it. `problem` says what could not be done for it. */
export function alertOf(incident: Incident, problem: string | null = null): AlertMessage {
  const { id, kind, cameraId, cameraName, location, confidence, photoUrl, timing } = incident;
  return {
    id,
    kind,
    cameraId,
    cameraName,
    location,
    confidence,
    detectedAtMs: timing.detectedAtMs,
    photoUrl,
    text: alertText(incident, problem),
  };
}

/**
 * `Accident at Gate 2, Harbour Road, confidence 87 %`, `Emergency at Gate 2: man down`: plain English for channels that have nothing
 * but text.
 */
export function alertText({ kind, cameraName, location, confidence, note }: Incident, problem: string | null = null): string {
  const place = [cameraName, location].filter(Boolean).join(', ');
  const where = `${kindNames[kind]}${place ? ` at ${place}` : ''}`;
  // Nobody doubts a person who calls for help.
  const text = kind === 'emergency' ? [where, note].filter(Boolean).join(': ') : `${where}, confidence ${Math.round(confidence * 100)} %`;
  return (problem ? `${text} (${problem})` : text).slice(0, 1000);
}
