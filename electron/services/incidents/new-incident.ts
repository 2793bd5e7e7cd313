import { randomUUID } from 'node:crypto';
import type { IncidentCandidate } from '../../../shared/inference/protocol.ts';
import type { Via } from '../../../shared/schemas/channel-name.ts';
import type { NewDelivery } from '../store/outbox-repository.ts';
import { type IncidentRecord, incidentOf } from '../store/incident-record.ts';
import { alertOf } from './alert.ts';

/** The camera as it is named in history. */
export interface IncidentCamera {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly siteId: string | null;
}

/** Something the recogniser decided, with the very frame it decided on. */
export interface Sighting {
  readonly candidate: IncidentCandidate;
  readonly camera: IncidentCamera;
  readonly frame: { readonly jpeg: Uint8Array; readonly capturedAtMs: number };
  readonly detectedAtMs: number;
}

/** A call for help by a person. */
export interface EmergencyReport {
  /** The same over all retries of one call. */
  readonly requestId: string;
  readonly who: string;
  readonly via: Via;
  readonly text: string;
  readonly location: string;
  /** A camera that shows it, with its present picture; null = none was named or it shows none. */
  readonly camera: IncidentCamera | null;
  readonly jpeg: Uint8Array | null;
  readonly atMs: number;
}

/** Alerts go before everything else in the outbox. */
const alertPriority = 100;
/** A station that was down for longer tells of it in the list only: an alarm about yesterday helps nobody. */
const alertLifeMs = 24 * 60 * 60 * 1000;
export const consoleChannel = 'console';

/** Names one candidate: the same one told again, by a restarted station too, is the same incident. */
export function candidateKeyOf({ camera, candidate, frame }: Sighting): string {
  return `${camera.id}:${candidate.kind}:${frame.capturedAtMs}`;
}

/** A new incident from its first candidate. */
export function newIncident(id: string, sighting: Sighting, photoPath: string | null, nowMs: number): IncidentRecord {
  const { candidate, camera, frame, detectedAtMs } = sighting;
  return {
    ...untouched,
    id,
    candidateKey: candidateKeyOf(sighting),
    kind: candidate.kind,
    ...placeOf(camera),
    confidence: candidate.confidence,
    boxes: candidate.boxes.map(({ label, bbox }) => ({ label: label.slice(0, 60), bbox })),
    evidence: candidate.evidence,
    photoPath,
    frameAtMs: frame.capturedAtMs,
    detectedAtMs,
    storedAtMs: nowMs,
    lastCandidateAtMs: frame.capturedAtMs,
    note: '',
  };
}

/** Names one call for help: told again, it is the same incident. */
export const emergencyKeyOf = ({ requestId }: Pick<EmergencyReport, 'requestId'>): string => `emergency:${requestId}`;

/** A new incident from a person's call. */
export function newEmergency(id: string, report: EmergencyReport, photoPath: string | null, nowMs: number): IncidentRecord {
  const { camera, location, who, text, atMs } = report;
  const place = placeOf(camera);
  return {
    ...untouched,
    id,
    candidateKey: emergencyKeyOf(report),
    kind: 'emergency',
    ...place,
    location: location || place.location,
    confidence: 1,
    boxes: [],
    evidence: [],
    photoPath,
    frameAtMs: atMs,
    detectedAtMs: atMs,
    storedAtMs: nowMs,
    lastCandidateAtMs: atMs,
    // Who calls matters as much as what they say.
    note: [who, text].filter(Boolean).join(': '),
  };
}

/** What nobody has done anything about yet. */
const untouched = {
  status: 'new',
  shownAtMs: null,
  candidateCount: 1,
  acknowledgedBy: null,
  acknowledgedAtMs: null,
  closedBy: null,
  closedAtMs: null,
  revision: 1,
  firstQueuedAtMs: null,
  acceptedAtMs: {},
  firstTapAtMs: null,
  escalationLevel: 0,
  escalateAtMs: null,
  sirenAtMs: null,
} as const;

function placeOf(camera: IncidentCamera | null) {
  return {
    cameraId: camera?.id ?? null,
    cameraName: camera?.name ?? '',
    location: camera?.location ?? '',
    siteId: camera?.siteId ?? null,
  };
}

/** The messages a new incident sends: one alert to every console. */
export function deliveriesOf(record: IncidentRecord, deliveryId: string, problem: string | null): NewDelivery[] {
  return [
    {
      id: deliveryId,
      incidentId: record.id,
      channel: consoleChannel,
      recipient: '*',
      payload: alertOf(incidentOf(record), problem),
      priority: alertPriority,
      idempotencyKey: `${consoleChannel}:*:${record.id}`,
      expiresAtMs: record.storedAtMs + alertLifeMs,
    },
  ];
}

export const newId = (): string => randomUUID();
