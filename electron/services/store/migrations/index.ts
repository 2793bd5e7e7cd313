import type { Migration } from 'kysely/migration';
import { sitesAndCameras } from './0001-sites-and-cameras.ts';
import { usersAndSettings } from './0002-users-and-settings.ts';
import { incidentsAndOutbox } from './0003-incidents-and-outbox.ts';
import { accounts } from './0004-accounts.ts';
import { reachAndAudit } from './0005-reach-and-audit.ts';
import { contactsAndDeliveries } from './0006-contacts-and-deliveries.ts';
import { recordings } from './0007-recordings.ts';
import { evidence } from './0008-evidence.ts';
import { telegram } from './0009-telegram.ts';
import { pushAndWebhooks } from './0010-push-and-webhooks.ts';
import { secrets } from './0012-secrets.ts';
import { incidentChanges } from './0013-incident-changes.ts';
import { remoteArchive } from './0014-remote-archive.ts';
import { recordingTiers } from './0015-recording-tiers.ts';

/** Every migration by name. Names sort in order of age; one that has shipped is never changed, renamed or removed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-sites-and-cameras': sitesAndCameras,
  '0002-users-and-settings': usersAndSettings,
  '0003-incidents-and-outbox': incidentsAndOutbox,
  '0004-accounts': accounts,
  '0005-reach-and-audit': reachAndAudit,
  '0006-contacts-and-deliveries': contactsAndDeliveries,
  '0007-recordings': recordings,
  '0008-evidence': evidence,
  '0009-telegram': telegram,
  '0010-push-and-webhooks': pushAndWebhooks,
  '0012-secrets': secrets,
  '0013-incident-changes': incidentChanges,
  '0014-remote-archive': remoteArchive,
  '0015-recording-tiers': recordingTiers,
};
