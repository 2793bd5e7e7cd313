import { z } from 'zod';
import { idSchema } from '../../schemas/primitives.ts';
import { siteInputSchema, sitePatchSchema, siteSchema } from '../../schemas/site.ts';
import { byId, done, method, nothing } from './method.ts';

/** Places with cameras. */
export const sitesMethods = {
  'sites.list': method('viewer', 'filtered', ['GET', '/api/sites'], 'All sites', nothing, z.array(siteSchema)),
  'sites.create': method('operator', 'whole', ['POST', '/api/sites'], 'Add a site', siteInputSchema, siteSchema),
  'sites.update': method(
    'operator',
    { site: 'id' },
    ['PATCH', '/api/sites/:id'],
    'Change a site',
    sitePatchSchema.extend({ id: idSchema }),
    siteSchema,
  ),
  'sites.delete': method(
    'operator',
    { site: 'id' },
    ['DELETE', '/api/sites/:id'],
    'Remove a site; its cameras stay, without a site',
    byId,
    done,
  ),
} as const;
