import {
  remoteArchiveSettingsSchema,
  remoteArchiveStatusSchema,
  remoteArchiveTestSchema,
  remoteArchiveViewSchema,
} from '../../schemas/remote-archive.ts';
import { method, nothing } from './method.ts';

/** The S3-compatible archive of recordings; its secret is set by `secrets.set` and never comes out. */
export const remoteArchiveMethods = {
  'remoteArchive.status': method(
    'viewer',
    'station',
    ['GET', '/api/archive/status'],
    'Whether the archive answers, what is in it and what waits for it',
    nothing,
    remoteArchiveStatusSchema,
  ),
  'remoteArchive.settings': method(
    'admin',
    'station',
    ['GET', '/api/settings/archive'],
    'Settings of the archive',
    nothing,
    remoteArchiveViewSchema,
  ),
  'remoteArchive.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/settings/archive'],
    'Change settings of the archive; takes effect at once',
    remoteArchiveSettingsSchema.partial(),
    remoteArchiveViewSchema,
  ),
  'remoteArchive.test': method(
    'admin',
    'station',
    ['POST', '/api/archive/test'],
    'Write, read and delete a small object, and say what failed',
    nothing,
    remoteArchiveTestSchema,
  ),
  'remoteArchive.retry': method(
    'admin',
    'station',
    ['POST', '/api/archive/retry'],
    'Try again now what was put off or left out',
    nothing,
    remoteArchiveStatusSchema,
  ),
} as const;
