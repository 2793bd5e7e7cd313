import { z } from 'zod';
import {
  evidenceExportSchema,
  evidenceKeySchema,
  evidenceLockSchema,
  exportRequestSchema,
  incidentEvidenceSchema,
} from '../../schemas/evidence.ts';
import { idSchema, timeMsSchema } from '../../schemas/primitives.ts';
import { byId, method, nothing } from './method.ts';

const reason = z.string().trim().min(1).max(500);

/** Video and photos that are kept because something happened, and what leaves the station as evidence. */
export const evidenceMethods = {
  'evidence.ofIncident': method(
    'viewer',
    { incident: 'incidentId' },
    ['GET', '/api/incidents/:incidentId/evidence'],
    'Clips of an incident and whether they are locked',
    z.object({ incidentId: idSchema }),
    incidentEvidenceSchema,
  ),
  'evidence.lock': method(
    'operator',
    { incident: 'incidentId' },
    ['POST', '/api/incidents/:incidentId/evidence/lock'],
    'Keep the recordings of an incident whatever their age',
    z.object({ incidentId: idSchema, reason }),
    evidenceLockSchema,
  ),
  'evidence.unlock': method(
    'operator',
    { incident: 'incidentId' },
    ['POST', '/api/incidents/:incidentId/evidence/unlock'],
    'Let retention delete the recordings of an incident; its clips stay',
    z.object({ incidentId: idSchema, reason }),
    evidenceLockSchema,
  ),
  'evidence.lockStretch': method(
    'operator',
    { camera: 'cameraId' },
    ['POST', '/api/evidence/locks'],
    'Keep a stretch of one camera whatever its age',
    z.object({ cameraId: idSchema, fromMs: timeMsSchema, toMs: timeMsSchema, reason }),
    evidenceLockSchema,
  ),
  'evidence.unlockStretch': method(
    'operator',
    { camera: 'cameraId' },
    ['POST', '/api/evidence/locks/:id/unlock'],
    'Let retention delete a stretch again',
    z.object({ cameraId: idSchema, id: idSchema, reason }),
    evidenceLockSchema,
  ),
  'evidence.locks': method(
    'viewer',
    'filtered',
    ['GET', '/api/evidence/locks'],
    'What retention does not delete, newest first',
    nothing,
    z.array(evidenceLockSchema),
  ),
  'evidence.export': method(
    'operator',
    'filtered',
    ['POST', '/api/evidence/exports'],
    'Put videos, photos and records into one signed file; goes on in the background',
    exportRequestSchema,
    evidenceExportSchema,
  ),
  'evidence.exports': method(
    'operator',
    'filtered',
    ['GET', '/api/evidence/exports'],
    'Exports of the last days, newest first',
    nothing,
    z.array(evidenceExportSchema),
  ),
  'evidence.cancelExport': method(
    'operator',
    'filtered',
    ['DELETE', '/api/evidence/exports/:id'],
    'Stop an export, or remove a finished one',
    byId,
    evidenceExportSchema,
  ),
  'evidence.key': method(
    'viewer',
    'station',
    ['GET', '/api/evidence/key'],
    'Public key that exports of this station are signed with',
    nothing,
    evidenceKeySchema,
  ),
} as const;
