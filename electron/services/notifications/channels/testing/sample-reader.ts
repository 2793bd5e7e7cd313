import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../../../shared/errors.ts';
import type { Incident } from '../../../../../shared/schemas/incident.ts';
import type { Notice } from '../../../../../shared/schemas/notification.ts';
import { incidentOf } from '../../../store/incident-record.ts';
import { sampleIncident } from '../../../store/testing/samples.ts';
import type { OutgoingMessage } from '../../channel.ts';
import { stationTime } from '../../texts/station-time.ts';
import { NoticeReader } from '../notice-reader.ts';

/** Not a picture: nobody here decodes it. */
export const photoBytes = Buffer.from('\xff\xd8 the very frame', 'latin1');

export const theIncident: Incident = incidentOf(
  sampleIncident({ id: 'i-1', confidence: 0.87, detectedAtMs: Date.UTC(2026, 10, 28, 7, 3, 9) }),
);

/** Reads one incident, `i-1`, with a photo in a real file. */
export function sampleReader(incident: Incident = theIncident): NoticeReader {
  const file = join(mkdtempSync(join(tmpdir(), 'sentra-channel-')), 'photo.jpg');
  writeFileSync(file, photoBytes);
  const known = (id: string) => {
    if (id !== incident.id) throw new AppError('not_found', 'There is no such incident.');
  };
  return new NoticeReader({
    incidents: {
      get: async (id) => {
        known(id);
        return incident;
      },
      photoPath: async (id) => {
        known(id);
        return file;
      },
    },
    publicUrl: () => 'https://gate.example',
    time: stationTime('Asia/Jakarta'),
  });
}

/** A message as the outbox gives it. */
export function outgoing(recipient: string, notice: Partial<Notice> = {}, overrides: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    idempotencyKey: `key:${recipient}:i-1:alert`,
    recipient,
    notice: { kind: 'alert', incidentId: 'i-1', language: 'en', ...notice } as Notice,
    attempt: 0,
    ...overrides,
  };
}

/** A signal that nobody aborts. */
export const noSignal = (): AbortSignal => new AbortController().signal;
