import type { CameraRepository } from '../cameras/camera-record.ts';
import { type AccountLinkRepository, accountLinkRepository } from './account-link-repository.ts';
import { type AnswerRepository, answerRepository } from './answer-repository.ts';
import { type AuditRepository, auditRepository } from './audit-repository.ts';
import { cameraRepository } from './camera-repository.ts';
import { type ContactRepository, contactRepository } from './contact-repository.ts';
import type { Database } from './database.ts';
import { type DeliveryRepository, deliveryRepository } from './delivery-repository.ts';
import { type EscalationRepository, escalationRepository } from './escalation-repository.ts';
import { type EvidenceRepository, evidenceRepository } from './evidence-repository.ts';
import { type IncidentEventRepository, incidentEventRepository } from './incident-event-repository.ts';
import { type IncidentMarkRepository, incidentMarkRepository } from './incident-mark-repository.ts';
import { type IncidentRepository, incidentRepository } from './incident-repository.ts';
import { type KnownDeviceRepository, knownDeviceRepository } from './known-device-repository.ts';
import { migrate } from './migrate.ts';
import { type OutboxRepository, outboxRepository } from './outbox-repository.ts';
import { type PauseRepository, pauseRepository } from './pause-repository.ts';
import { type PushRepository, pushRepository } from './push-repository.ts';
import { openPostgres } from './postgres-database.ts';
import { type RemoteObjectRepository, remoteObjectRepository } from './remote-object-repository.ts';
import { type SecretRepository, secretRepository } from './secret-repository.ts';
import { type RecordingRepository, recordingRepository } from './recording-repository.ts';
import { type SessionRepository, sessionRepository } from './session-repository.ts';
import { type SettingsRepository, settingsRepository } from './settings-repository.ts';
import { type SiteRepository, siteRepository } from './site-repository.ts';
import { openSqlite } from './sqlite-database.ts';
import { databasePlace, storeFailure } from './store-failure.ts';
import { type TelegramRepository, telegramRepository } from './telegram-repository.ts';
import { type TotpRepository, totpRepository } from './totp-repository.ts';
import { type UserRepository, userRepository } from './user-repository.ts';
import { type WebhookRepository, webhookRepository } from './webhook-repository.ts';

/** Everything the station keeps in its database. */
export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /** With addresses as they are stored, sealed: the station works with `secrets/sealed-camera-repository.ts` over it. */
  readonly cameras: CameraRepository;
  readonly sites: SiteRepository;
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly totp: TotpRepository;
  readonly accountLinks: AccountLinkRepository;
  readonly knownDevices: KnownDeviceRepository;
  readonly settings: SettingsRepository;
  readonly secrets: SecretRepository;
  readonly audit: AuditRepository;
  readonly incidents: IncidentRepository;
  readonly outbox: OutboxRepository;
  readonly answers: AnswerRepository;
  readonly pauses: PauseRepository;
  readonly telegram: TelegramRepository;
  readonly deliveries: DeliveryRepository;
  readonly escalations: EscalationRepository;
  readonly contacts: ContactRepository;
  readonly incidentEvents: IncidentEventRepository;
  readonly incidentMarks: IncidentMarkRepository;
  readonly recordings: RecordingRepository;
  readonly remoteObjects: RemoteObjectRepository;
  readonly evidence: EvidenceRepository;
  readonly push: PushRepository;
  readonly webhooks: WebhookRepository;
  /** Waits for what is under way and lets the database go. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `postgres://...`; without it the SQLite file is used. */
  readonly databaseUrl?: string | null | undefined;
  /** Absolute path of the SQLite file; it and its folder are made when missing. One station a file: the caller holds the data folder. */
  readonly file: string;
  /** Told when a PostgreSQL connection at rest is lost; the next query gets a new one. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * Opens the database and brings it to the newest schema.
 * @throws {AppError} `unavailable`, saying in words what is wrong with it and what to do.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, file, onConnectionLost = () => undefined } = options;
  try {
    if (databaseUrl) return await migrated(await openPostgres(databaseUrl, onConnectionLost), 'postgres');
    return await migrated(openSqlite(file), 'sqlite');
  } catch (error) {
    throw storeFailure(error, databaseUrl ? databasePlace(databaseUrl) : file);
  }
}

async function migrated(database: Database, kind: Store['kind']): Promise<Store> {
  try {
    await migrate(database);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return storeOver(database, kind);
}

/** The repositories over a database that has the newest schema. */
export function storeOver(database: Database, kind: Store['kind']): Store {
  return {
    kind,
    cameras: cameraRepository(database),
    sites: siteRepository(database),
    users: userRepository(database),
    sessions: sessionRepository(database),
    totp: totpRepository(database),
    accountLinks: accountLinkRepository(database),
    knownDevices: knownDeviceRepository(database),
    settings: settingsRepository(database),
    secrets: secretRepository(database),
    audit: auditRepository(database),
    incidents: incidentRepository(database),
    outbox: outboxRepository(database),
    answers: answerRepository(database),
    pauses: pauseRepository(database),
    telegram: telegramRepository(database),
    deliveries: deliveryRepository(database),
    escalations: escalationRepository(database),
    contacts: contactRepository(database),
    incidentEvents: incidentEventRepository(database),
    incidentMarks: incidentMarkRepository(database),
    recordings: recordingRepository(database),
    remoteObjects: remoteObjectRepository(database),
    evidence: evidenceRepository(database),
    push: pushRepository(database),
    webhooks: webhookRepository(database),
    close: () => database.destroy(),
  };
}
