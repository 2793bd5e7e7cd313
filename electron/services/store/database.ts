import type { Kysely } from 'kysely';

/** The database as Kysely sees it; names are camelCase here and snake_case in SQL. Meaning and units: `migrations/`. */
export interface Tables {
  sites: SiteRow;
  cameras: CameraRow;
  users: UserRow;
  sessions: SessionRow;
  sessionTokens: SessionTokenRow;
  userTotp: UserTotpRow;
  recoveryCodes: RecoveryCodeRow;
  accountLinks: AccountLinkRow;
  knownDevices: KnownDeviceRow;
  settings: SettingRow;
  incidents: IncidentRow;
  outbox: OutboxRow;
  telegramCodes: TelegramCodeRow;
  telegramMessages: TelegramMessageRow;
  telegramUpdates: TelegramUpdateRow;
  incidentAnswers: IncidentAnswerRow;
  alertPauses: AlertPauseRow;
  recordingSegments: RecordingSegmentRow;
  recordingGaps: RecordingGapRow;
  recordingLocks: RecordingLockRow;
  remoteObjects: RemoteObjectRow;
  evidenceClips: EvidenceClipRow;
  evidenceLocks: EvidenceLockRow;
  evidenceExports: EvidenceExportRow;
  secrets: SecretRow;
  contacts: ContactRow;
  incidentEvents: IncidentEventRow;
  audit: AuditRow;
  pushSubscriptions: PushSubscriptionRow;
  pushReceipts: PushReceiptRow;
  webhooks: WebhookRow;
  webhookAttempts: WebhookAttemptRow;
}

export type Database = Kysely<Tables>;

export interface SiteRow {
  id: string;
  name: string;
  address: string;
  createdAtMs: number;
}

export interface CameraRow {
  id: string;
  name: string;
  url: string;
  siteId: string | null;
  location: string;
  latitude: number | null;
  longitude: number | null;
  enabled: number;
  analysis: string;
  recording: string;
  deviceTokenHash: string | null;
  createdAtMs: number;
}

export interface UserRow {
  id: string;
  username: string;
  passwordHash: string;
  role: string;
  reach: string;
  createdAtMs: number;
}

export interface SessionRow {
  id: string;
  userId: string;
  address: string;
  userAgent: string;
  seed: string;
  generation: number;
  confirmedGeneration: number;
  rotatedAtMs: number;
  createdAtMs: number;
  lastSeenAtMs: number;
  expiresAtMs: number;
}

export interface SessionTokenRow {
  tokenHash: string;
  sessionId: string;
  kind: string;
  generation: number;
  expiresAtMs: number | null;
}

export interface UserTotpRow {
  userId: string;
  sealedSecret: string;
  lastStep: number;
  confirmedAtMs: number | null;
}

export interface RecoveryCodeRow {
  codeHash: string;
  userId: string;
}

export interface AccountLinkRow {
  id: string;
  tokenHash: string;
  kind: string;
  userId: string | null;
  role: string | null;
  createdBy: string;
  createdAtMs: number;
  expiresAtMs: number;
}

export interface KnownDeviceRow {
  userId: string;
  deviceHash: string;
  address: string;
  lastUsedAtMs: number;
}

export interface SettingRow {
  key: string;
  value: string;
  updatedAtMs: number;
}

export interface IncidentRow {
  id: string;
  candidateKey: string;
  kind: string;
  status: string;
  cameraId: string | null;
  cameraName: string;
  location: string;
  siteId: string | null;
  confidence: number;
  boxes: string;
  evidence: string;
  photoPath: string | null;
  frameAtMs: number;
  detectedAtMs: number;
  storedAtMs: number;
  shownAtMs: number | null;
  lastCandidateAtMs: number;
  candidateCount: number;
  acknowledgedBy: string | null;
  acknowledgedAtMs: number | null;
  closedBy: string | null;
  closedAtMs: number | null;
  note: string;
  revision: number;
  firstQueuedAtMs: number | null;
  acceptedAtMs: string;
  firstTapAtMs: number | null;
  escalationLevel: number;
  escalateAtMs: number | null;
  sirenAtMs: number | null;
}

export interface IncidentEventRow {
  id: string;
  incidentId: string;
  atMs: number;
  seq: number;
  kind: string;
  who: string | null;
  via: string;
  detail: string | null;
}

export interface ContactRow {
  id: string;
  name: string;
  language: string;
  addresses: string;
  reach: string;
  kinds: string;
  escalationLevel: number;
  quietFromMinute: number | null;
  quietToMinute: number | null;
  addressNotices: number;
  enabled: number;
  createdAtMs: number;
}

export interface OutboxRow {
  id: string;
  incidentId: string | null;
  channel: string;
  recipient: string;
  payload: string;
  state: string;
  priority: number;
  attempts: number;
  nextAttemptAtMs: number;
  expiresAtMs: number | null;
  idempotencyKey: string;
  createdAtMs: number;
  deliveredAtMs: number | null;
  lastError: string | null;
  seq: number;
  contactId: string | null;
  contactName: string | null;
  reason: string | null;
  leaseOwner: string | null;
  leaseUntilMs: number | null;
  reference: string | null;
}

export interface TelegramCodeRow {
  codeHash: string;
  contactId: string;
  expiresAtMs: number;
  usedAtMs: number | null;
}

export interface TelegramMessageRow {
  chatId: string;
  messageId: number;
  incidentId: string;
  kind: string;
  idempotencyKey: string | null;
  sentAtMs: number;
}

export interface TelegramUpdateRow {
  botId: string;
  updateId: number;
  receivedAtMs: number;
  doneAtMs: number | null;
}

export interface IncidentAnswerRow {
  incidentId: string;
  contactId: string;
  answer: string;
  chatId: string;
  who: string;
  atMs: number;
}

export interface AlertPauseRow {
  contactId: string;
  cameraId: string;
  untilMs: number | null;
}

export interface SecretRow {
  name: string;
  sealed: string;
  updatedAtMs: number;
}

export interface RecordingSegmentRow {
  id: string;
  cameraId: string;
  path: string;
  startMs: number;
  endMs: number;
  bytes: number;
  codec: string;
  width: number;
  height: number;
  locked: number;
  tier: string;
  open: number;
  storedIn?: string | null;
}

export interface RecordingGapRow {
  id: string;
  cameraId: string;
  fromMs: number;
  toMs: number | null;
  cause: string;
}

export interface RecordingLockRow {
  id: string;
  cameraId: string;
  fromMs: number;
  toMs: number;
}

export interface RemoteObjectRow {
  id: string;
  kind: string;
  place: string;
  objectKey: string;
  bytes: number;
  sha256: string;
  endMs: number;
  codec: string;
  width: number;
  height: number;
  storedAtMs: number;
  doomed: number;
}

export interface EvidenceClipRow {
  incidentId: string;
  cameraId: string;
  cameraName: string;
  position: number;
  state: string;
  fromMs: number;
  toMs: number;
  startMs: number | null;
  endMs: number | null;
  bytes: number | null;
  sha256: string | null;
  holes: string;
  problem: string | null;
  attempts: number;
}

export interface EvidenceLockRow {
  id: string;
  incidentId: string | null;
  cameraIds: string;
  fromMs: number;
  toMs: number;
  locked: number;
  changedBy: string | null;
  reason: string;
  changedAtMs: number;
  toldAtMs: number | null;
}

export interface EvidenceExportRow {
  id: string;
  state: string;
  problem: string | null;
  requestedBy: string;
  request: string;
  places: string;
  createdAtMs: number;
  doneAtMs: number | null;
  bytes: number | null;
}

export interface AuditRow {
  seq: number;
  atMs: number;
  userId: string | null;
  username: string | null;
  address: string;
  action: string;
  target: string | null;
  outcome: string;
  details: string;
  hash: string;
}

export interface PushSubscriptionRow {
  id: string;
  userId: string;
  endpointHash: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  device: string;
  language: string;
  createdAtMs: number;
  lastDeliveredAtMs: number | null;
}

export interface PushReceiptRow {
  subscriptionId: string;
  idempotencyKey: string;
  atMs: number;
}

export interface WebhookRow {
  id: string;
  url: string;
  events: string;
  enabled: number;
  sealedSecret: string;
  createdAtMs: number;
  lastDeliveredAtMs: number | null;
  lastError: string | null;
}

export interface WebhookAttemptRow {
  id: string;
  webhookId: string;
  delivery: string;
  event: string;
  body: string;
  atMs: number;
  durationMs: number;
  status: number | null;
  error: string | null;
}
