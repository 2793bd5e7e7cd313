import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useConsole } from '../../app/state/console-context.tsx';
import { withCamera } from '../../app/state/places-store.ts';
import { type CameraFormValues, inputOf, patchOf } from './camera-form.ts';

export interface SaveCamera {
  readonly saving: boolean;
  /** Why the address was not taken; belongs beside the address. */
  readonly refusal: unknown;
  /** Any other failure. */
  readonly failure: unknown;
  forgetRefusal(): void;
  /** @returns false when nothing was saved; what was written stays. */
  save(values: CameraFormValues): Promise<boolean>;
}

/** Adds or changes a camera. */
export function useSaveCamera(camera: Camera | null, onToken: (camera: Camera, deviceToken: string) => void): SaveCamera {
  const { model } = useConsole();
  const { t } = useTranslation();
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [failure, setFailure] = useState<unknown>(null);

  const send = async (values: CameraFormValues): Promise<Camera> => {
    if (camera) return model.client.call('cameras.update', { id: camera.id, ...patchOf(values, camera) });
    const { deviceToken, ...created } = await model.client.call('cameras.create', inputOf(values));
    if (deviceToken) onToken(created, deviceToken);
    return created;
  };

  const save = async (values: CameraFormValues): Promise<boolean> => {
    setSaving(true);
    setRefusal(null);
    setFailure(null);
    try {
      const saved = await send(values);
      model.places.setState((places) => withCamera(places, saved));
      notifications.show({ color: 'green', message: `${t('common.saved')}: ${saved.name}` });
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'camera_unreachable') setRefusal(error);
      else setFailure(error);
      return false;
    } finally {
      setSaving(false);
    }
  };
  return { saving, refusal, failure, forgetRefusal: () => setRefusal(null), save };
}
