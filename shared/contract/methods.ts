import type { z } from 'zod';
import { auditMethods } from './methods/audit.ts';
import { authMethods } from './methods/auth.ts';
import { channelSettingsMethods } from './methods/channel-settings.ts';
import { camerasMethods } from './methods/cameras.ts';
import { detectionMethods } from './methods/detection.ts';
import { emergencyMethods } from './methods/emergency.ts';
import { evidenceMethods } from './methods/evidence.ts';
import { incidentsMethods } from './methods/incidents.ts';
import { messagesMethods } from './methods/messages.ts';
import { secretsMethods } from './methods/secrets.ts';
import { notificationsMethods } from './methods/notifications.ts';
import { pushMethods } from './methods/push.ts';
import { recordingsMethods } from './methods/recordings.ts';
import { networkMethods } from './methods/network.ts';
import { remoteArchiveMethods } from './methods/remote-archive.ts';
import { sitesMethods } from './methods/sites.ts';
import { stationMethods } from './methods/station.ts';
import { telegramMethods } from './methods/telegram.ts';
import { tunnelMethods } from './methods/tunnel.ts';
import { usersMethods } from './methods/users.ts';
import { webhooksMethods } from './methods/webhooks.ts';
import type { MethodEntry } from './methods/method.ts';

export type { Access, MethodEntry, Scope, Verb } from './methods/method.ts';

/**
 * Everything a console or a program can ask of the station. One entry gives name, REST address, permission and both
 * schemas; the Socket.IO, REST and IPC adapters and the OpenAPI document are made from this table.
 */
export const methods = {
  ...authMethods,
  ...usersMethods,
  ...sitesMethods,
  ...camerasMethods,
  ...incidentsMethods,
  ...emergencyMethods,
  ...messagesMethods,
  ...notificationsMethods,
  ...channelSettingsMethods,
  ...pushMethods,
  ...webhooksMethods,
  ...detectionMethods,
  ...secretsMethods,
  ...auditMethods,
  ...networkMethods,
  ...recordingsMethods,
  ...remoteArchiveMethods,
  ...evidenceMethods,
  ...stationMethods,
  ...telegramMethods,
  ...tunnelMethods,
} as const satisfies Record<string, MethodEntry>;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller may write. */
export type Input<M extends MethodName> = z.input<Methods[M]['input']>;
/** What a handler receives. */
export type Parsed<M extends MethodName> = z.output<Methods[M]['input']>;
export type Output<M extends MethodName> = z.output<Methods[M]['output']>;
