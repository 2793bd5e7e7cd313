import { randomUUID } from 'node:crypto';
import { defaultCameraAnalysis } from '../../../../shared/schemas/camera.ts';
import { defaultCameraRecording } from '../../../../shared/schemas/recording.ts';
import { wholeReach } from '../../../../shared/schemas/user.ts';
import type { CameraRecord } from '../../cameras/camera-record.ts';
import type { Contact } from '../../../../shared/schemas/notification.ts';
import type { IncidentRecord } from '../incident-record.ts';
import type { NewDelivery } from '../outbox-repository.ts';
import type { SessionRecord, TokenRecord } from '../session-repository.ts';
import type { UserRecord } from '../user-repository.ts';

/** A time with milliseconds, beyond 32 bits. */
export const sampleTimeMs = 1_763_712_345_678;

/** A camera as a test wants it. */
export function sampleCamera(overrides: Partial<CameraRecord> = {}): CameraRecord {
  return {
    id: randomUUID(),
    name: 'Gate 2',
    url: 'rtsp://user:secret@10.0.0.8/h264',
    siteId: null,
    location: 'Harbour Road',
    latitude: 51.5,
    longitude: -0.125,
    enabled: true,
    analysis: { ...defaultCameraAnalysis, classes: ['car', 'Größe "x"'], thresholds: { car: 0.4 } },
    recording: { ...defaultCameraRecording, mode: 'event', maxBytes: 5_000_000_000 },
    createdAtMs: sampleTimeMs,
    deviceTokenHash: null,
    ...overrides,
  };
}

export function sampleUser(overrides: Partial<UserRecord> = {}): UserRecord {
  return {
    id: randomUUID(),
    username: `user-${randomUUID().slice(0, 8)}`,
    role: 'viewer',
    reach: wholeReach,
    passwordHash: '$argon2id$...',
    createdAtMs: sampleTimeMs,
    ...overrides,
  };
}

export function sampleSession(userId: string, overrides: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: randomUUID(),
    userId,
    address: '10.0.0.9',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    seed: 'seed',
    generation: 0,
    confirmedGeneration: 0,
    rotatedAtMs: sampleTimeMs,
    createdAtMs: sampleTimeMs,
    lastSeenAtMs: sampleTimeMs,
    expiresAtMs: sampleTimeMs + 1000,
    ...overrides,
  };
}

export function sampleToken(sessionId: string, overrides: Partial<TokenRecord> = {}): TokenRecord {
  const tokenHash = randomUUID().replaceAll('-', '').repeat(2);
  return { tokenHash, sessionId, kind: 'access', generation: 0, expiresAtMs: null, ...overrides };
}

export function sampleIncident(overrides: Partial<IncidentRecord> = {}): IncidentRecord {
  const id = randomUUID();
  return {
    id,
    candidateKey: `key-${id}`,
    kind: 'accident',
    status: 'new',
    cameraId: 'cam-1',
    cameraName: 'Gate 2',
    location: 'Harbour Road',
    siteId: null,
    confidence: 0.8125,
    boxes: [{ label: 'car', bbox: [1.5, 2, 30, 40] }],
    evidence: [{ name: 'contact', weight: 0.5, trackIds: [3, 4] }],
    photoPath: `2025/11/21/${id}.jpg`,
    frameAtMs: sampleTimeMs,
    detectedAtMs: sampleTimeMs + 40,
    storedAtMs: sampleTimeMs + 50,
    shownAtMs: null,
    lastCandidateAtMs: sampleTimeMs,
    candidateCount: 1,
    acknowledgedBy: null,
    acknowledgedAtMs: null,
    closedBy: null,
    closedAtMs: null,
    note: '',
    revision: 1,
    firstQueuedAtMs: null,
    acceptedAtMs: {},
    firstTapAtMs: null,
    escalationLevel: 0,
    escalateAtMs: null,
    sirenAtMs: null,
    ...overrides,
  };
}

export function sampleDelivery(overrides: Partial<NewDelivery> = {}): NewDelivery {
  const id = randomUUID();
  return {
    id,
    incidentId: null,
    channel: 'console',
    recipient: '*',
    payload: { text: 'hello' },
    priority: 100,
    idempotencyKey: `key-${id}`,
    expiresAtMs: null,
    ...overrides,
  };
}

export function sampleContact(overrides: Partial<Contact> = {}): Contact {
  return {
    id: randomUUID(),
    name: 'Ann',
    language: 'en',
    addresses: [{ channel: 'telegram', address: '1001', enabled: true }],
    reach: { all: true },
    kinds: ['accident', 'fire', 'smoke', 'emergency'],
    escalationLevel: 1,
    quietHours: null,
    addressNotices: true,
    enabled: true,
    createdAtMs: sampleTimeMs,
    ...overrides,
  };
}
