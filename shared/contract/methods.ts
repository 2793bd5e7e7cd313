import { z } from 'zod';
import { cameraInputSchema, cameraPatchSchema, cameraProbeSchema, cameraSchema, cameraUrlSchema } from '../schemas/camera.ts';
import { incidentFilterSchema, incidentPatchSchema, incidentSchema, alertMessageSchema } from '../schemas/incident.ts';
import { detectionSettingsSchema, modelChoiceSchema, modelInfoSchema } from '../schemas/model.ts';
import { idSchema, timeMsSchema } from '../schemas/primitives.ts';
import { siteInputSchema, sitePatchSchema, siteSchema } from '../schemas/site.ts';
import { stationStatusSchema } from '../schemas/station.ts';
import { passwordSchema, roleSchema, usernameSchema, userSchema, type Role } from '../schemas/user.ts';

export type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Who may call: everybody, or a signed-in user of at least this role. */
export type Access = 'public' | Role;

export interface MethodEntry<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly access: Access;
  /** REST address; `:id` and the query string are merged with the body into the input. */
  readonly rest: readonly [Verb, string];
  readonly summary: string;
  readonly input: I;
  readonly output: O;
}

const method = <I extends z.ZodType, O extends z.ZodType>(
  access: Access,
  rest: readonly [Verb, string],
  summary: string,
  input: I,
  output: O,
): MethodEntry<I, O> => ({
  access,
  rest,
  summary,
  input,
  output,
});

const nothing = z.object({});
const done = z.object({ done: z.literal(true) });
const byId = z.object({ id: idSchema });

/**
 * Everything a console or a program can ask of the station. One entry gives name, REST address, permission and both
 * schemas; the Socket.IO, REST and IPC adapters and the OpenAPI document are made from this table.
 */
export const methods = {
  'auth.login': method(
    'public',
    ['POST', '/api/auth/login'],
    'Sign in; browsers get a session cookie besides the token',
    z.object({ username: z.string().max(80), password: z.string().max(200) }),
    z.object({ accessToken: z.string(), tokenType: z.literal('Bearer'), expiresAtMs: timeMsSchema, user: userSchema }),
  ),
  'auth.logout': method('viewer', ['POST', '/api/auth/logout'], 'End this session', nothing, done),
  'auth.me': method('viewer', ['GET', '/api/auth/me'], 'Who is signed in', nothing, userSchema),
  'auth.changePassword': method(
    'viewer',
    ['POST', '/api/auth/password'],
    'Change own password; ends all other sessions of the user',
    z.object({ currentPassword: z.string().max(200), newPassword: passwordSchema }),
    done,
  ),

  'users.list': method('admin', ['GET', '/api/users'], 'All users', nothing, z.array(userSchema)),
  'users.create': method(
    'admin',
    ['POST', '/api/users'],
    'Add a user',
    z.object({ username: usernameSchema, password: passwordSchema, role: roleSchema }),
    userSchema,
  ),
  'users.update': method(
    'admin',
    ['PATCH', '/api/users/:id'],
    'Change role or password',
    byId.extend({ role: roleSchema.optional(), password: passwordSchema.optional() }),
    userSchema,
  ),
  'users.delete': method('admin', ['DELETE', '/api/users/:id'], 'Remove a user; the last admin stays', byId, done),

  'sites.list': method('viewer', ['GET', '/api/sites'], 'All sites', nothing, z.array(siteSchema)),
  'sites.create': method('operator', ['POST', '/api/sites'], 'Add a site', siteInputSchema, siteSchema),
  'sites.update': method('operator', ['PATCH', '/api/sites/:id'], 'Change a site', sitePatchSchema.extend({ id: idSchema }), siteSchema),
  'sites.delete': method('operator', ['DELETE', '/api/sites/:id'], 'Remove a site; its cameras stay, without a site', byId, done),

  'cameras.list': method('viewer', ['GET', '/api/cameras'], 'All cameras with their state', nothing, z.array(cameraSchema)),
  'cameras.get': method('viewer', ['GET', '/api/cameras/:id'], 'One camera', byId, cameraSchema),
  'cameras.probe': method(
    'operator',
    ['POST', '/api/cameras/probe'],
    'Try an address without saving it',
    z.object({ url: cameraUrlSchema }),
    cameraProbeSchema,
  ),
  'cameras.create': method(
    'operator',
    ['POST', '/api/cameras'],
    'Add a camera; the address is tried first and nothing is saved when it shows no video',
    cameraInputSchema,
    /** `deviceToken` is shown once, for `push:` cameras only. */
    cameraSchema.extend({ deviceToken: z.string().optional() }),
  ),
  'cameras.update': method(
    'operator',
    ['PATCH', '/api/cameras/:id'],
    'Change a camera; a new address is tried first',
    cameraPatchSchema.extend({ id: idSchema }),
    cameraSchema,
  ),
  'cameras.delete': method('operator', ['DELETE', '/api/cameras/:id'], 'Remove a camera; its incidents stay', byId, done),
  'cameras.renewDeviceToken': method(
    'operator',
    ['POST', '/api/cameras/:id/device-token'],
    'New token for a push camera; the old one ends',
    byId,
    z.object({ deviceToken: z.string() }),
  ),

  'incidents.list': method(
    'viewer',
    ['GET', '/api/incidents'],
    'Incidents, newest first',
    incidentFilterSchema,
    z.object({ incidents: z.array(incidentSchema), total: z.number().int(), nextBeforeId: idSchema.nullable() }),
  ),
  'incidents.get': method('viewer', ['GET', '/api/incidents/:id'], 'One incident', byId, incidentSchema),
  'incidents.update': method(
    'responder',
    ['PATCH', '/api/incidents/:id'],
    'Acknowledge, resolve, mark as false alarm, or note',
    incidentPatchSchema.extend({ id: idSchema }),
    incidentSchema,
  ),
  'incidents.shown': method(
    'viewer',
    ['POST', '/api/incidents/:id/shown'],
    'A console reports that a person can see the alert',
    byId,
    done,
  ),

  'messages.send': method(
    'responder',
    ['POST', '/api/messages'],
    'Say something to every console',
    z.object({ text: z.string().trim().min(1).max(1000) }),
    alertMessageSchema,
  ),

  'models.list': method('viewer', ['GET', '/api/models'], 'Models that can be picked', nothing, z.array(modelChoiceSchema)),
  'models.inspect': method(
    'admin',
    ['POST', '/api/models/inspect'],
    'Open an ONNX file and say what it is, without using it',
    z.object({ file: z.string().min(1).max(1000) }),
    modelInfoSchema,
  ),
  'settings.detection': method('viewer', ['GET', '/api/settings/detection'], 'Detection settings', nothing, detectionSettingsSchema),
  'settings.updateDetection': method(
    'admin',
    ['PATCH', '/api/settings/detection'],
    'Change detection settings; a model that does not load is refused and the old one stays in use',
    detectionSettingsSchema.partial(),
    detectionSettingsSchema,
  ),

  'station.status': method('viewer', ['GET', '/api/status'], 'State of the station', nothing, stationStatusSchema),
} as const satisfies Record<string, MethodEntry>;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller may write. */
export type Input<M extends MethodName> = z.input<Methods[M]['input']>;
/** What a handler receives. */
export type Parsed<M extends MethodName> = z.output<Methods[M]['input']>;
export type Output<M extends MethodName> = z.output<Methods[M]['output']>;
