import { z } from 'zod';
import {
  evidenceSchema,
  type Incident,
  incidentKindSchema,
  incidentSchema,
  incidentStatusSchema,
} from '../../../shared/schemas/incident.ts';
import { boxSchema, idSchema, scoreSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import { channelNameSchema } from '../../../shared/schemas/channel-name.ts';
import type { IncidentRow } from './database.ts';
import { jsonColumn } from './json-column.ts';

const boxesSchema = z.array(z.object({ label: z.string(), bbox: boxSchema }));

const rowSchema = z.object({
  id: idSchema,
  candidateKey: z.string(),
  kind: incidentKindSchema,
  status: incidentStatusSchema,
  cameraId: idSchema.nullable(),
  cameraName: z.string(),
  location: z.string(),
  siteId: idSchema.nullable(),
  confidence: scoreSchema,
  boxes: jsonColumn(boxesSchema),
  evidence: jsonColumn(z.array(evidenceSchema)),
  photoPath: z.string().nullable(),
  frameAtMs: timeMsSchema,
  detectedAtMs: timeMsSchema,
  storedAtMs: timeMsSchema,
  shownAtMs: timeMsSchema.nullable(),
  lastCandidateAtMs: timeMsSchema,
  candidateCount: z.number().int().min(1),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAtMs: timeMsSchema.nullable(),
  closedBy: z.string().nullable(),
  closedAtMs: timeMsSchema.nullable(),
  note: z.string(),
  revision: z.number().int().min(1),
  firstQueuedAtMs: timeMsSchema.nullable(),
  acceptedAtMs: jsonColumn(z.partialRecord(channelNameSchema, timeMsSchema)),
  firstTapAtMs: timeMsSchema.nullable(),
  escalationLevel: z.number().int().min(0),
  escalateAtMs: timeMsSchema.nullable(),
  sirenAtMs: timeMsSchema.nullable(),
});
/** An incident as stored: what consoles see, and what de-duplication needs. */
export type IncidentRecord = z.infer<typeof rowSchema>;

/** Reads a row. @throws {z.ZodError} when it is damaged. */
export function incidentRecordOf(row: unknown): IncidentRecord {
  return rowSchema.parse(row);
}

export function incidentRowOf(record: IncidentRecord): IncidentRow {
  return {
    ...record,
    boxes: JSON.stringify(record.boxes),
    evidence: JSON.stringify(record.evidence),
    acceptedAtMs: JSON.stringify(record.acceptedAtMs),
  };
}

/** Where consoles fetch the photo of an incident. */
export function photoUrlOf(incidentId: string): string {
  return `/api/incidents/${incidentId}/photo.jpg`;
}

/** The incident as consoles see it. */
export function incidentOf(record: IncidentRecord): Incident {
  const {
    candidateKey: _key,
    photoPath,
    lastCandidateAtMs: _last,
    candidateCount: _count,
    frameAtMs,
    detectedAtMs,
    storedAtMs,
    shownAtMs,
    firstQueuedAtMs,
    acceptedAtMs,
    firstTapAtMs,
    escalationLevel: level,
    escalateAtMs: nextAtMs,
    sirenAtMs,
    ...shown
  } = record;
  const timing = { frameAtMs, detectedAtMs, storedAtMs, shownAtMs, firstQueuedAtMs, acceptedAtMs, firstTapAtMs };
  const escalation = { level, nextAtMs, sirenAtMs };
  return incidentSchema.parse({ ...shown, photoUrl: photoPath === null ? null : photoUrlOf(record.id), timing, escalation });
}
