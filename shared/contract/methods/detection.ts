import { z } from 'zod';
import { detectionSettingsSchema, modelChoiceSchema, modelInfoSchema } from '../../schemas/model.ts';
import { catalogueEntrySchema, downloadRequestSchema, modelDownloadSchema, publicModelId } from '../../schemas/model-download.ts';
import { done, method, nothing } from './method.ts';

/** Models and detection settings. */
export const detectionMethods = {
  'models.list': method('viewer', 'station', ['GET', '/api/models'], 'Models that can be picked', nothing, z.array(modelChoiceSchema)),
  'models.inspect': method(
    'admin',
    'station',
    ['POST', '/api/models/inspect'],
    'Open an ONNX file and say what it is, without using it',
    z.object({ file: z.string().min(1).max(1000) }),
    modelInfoSchema,
  ),
  'models.catalogue': method(
    'viewer',
    'station',
    ['GET', '/api/models/catalogue'],
    'Public models that can be downloaded, with licence, address, size and hash',
    nothing,
    z.array(catalogueEntrySchema),
  ),
  'models.download': method(
    'admin',
    'station',
    ['POST', '/api/models/catalogue/:id/download'],
    'Download a public model after its licence was agreed to; progress comes as `model-download`',
    downloadRequestSchema,
    modelDownloadSchema,
  ),
  'models.cancelDownload': method(
    'admin',
    'station',
    ['POST', '/api/models/catalogue/:id/cancel'],
    'End a running download and throw away what came',
    publicModelId,
    done,
  ),
  'models.remove': method(
    'admin',
    'station',
    ['DELETE', '/api/models/catalogue/:id'],
    'Remove a downloaded public model that is not in use',
    publicModelId,
    done,
  ),
  'settings.detection': method(
    'viewer',
    'station',
    ['GET', '/api/settings/detection'],
    'Detection settings',
    nothing,
    detectionSettingsSchema,
  ),
  'settings.updateDetection': method(
    'admin',
    'station',
    ['PATCH', '/api/settings/detection'],
    'Change detection settings; a model that does not load is refused and the old one stays in use',
    detectionSettingsSchema.partial(),
    detectionSettingsSchema,
  ),
} as const;
