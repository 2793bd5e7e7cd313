import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { DetectionSettings } from '../../../shared/schemas/model.ts';
import type { DetectionSettingsService } from './detection-settings.ts';

type SettingsHandlers = Pick<Handlers, 'settings.detection' | 'settings.updateDetection'>;

/** The contract's `settings.*`. */
export function createSettingsHandlers(detection: DetectionSettingsService): SettingsHandlers {
  return {
    'settings.detection': () => detection.get(),
    'settings.updateDetection': (patch) => detection.update(withoutUndefined(patch)),
  };
}

type Patch = { [K in keyof DetectionSettings]?: DetectionSettings[K] | undefined };

/** A field that was left out must not overwrite one that is set. */
function withoutUndefined(patch: Patch): Partial<DetectionSettings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
