import { z } from 'zod';
import { detectionSettingsSchema, modelChoiceSchema, modelInfoSchema } from '../../schemas/model.ts';
import { method, nothing } from './method.ts';

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
