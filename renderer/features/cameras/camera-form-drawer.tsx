import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useNarrow } from '../../ui/use-width.ts';
import { CameraFormFields } from './camera-form-fields.tsx';

export interface CameraFormDrawerProps {
  /** `new`, the camera to change, or null = closed. */
  readonly subject: Camera | 'new' | null;
  readonly onClose: () => void;
  /** A push camera was added: its token is shown once. */
  readonly onToken: (camera: Camera, deviceToken: string) => void;
}

export function CameraFormDrawer({ subject, onClose, onToken }: CameraFormDrawerProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  return (
    <Drawer
      opened={subject !== null}
      onClose={onClose}
      // A click beside the form must not throw away what was written.
      closeOnClickOutside={false}
      position="right"
      size={narrow ? '100%' : 520}
      title={t(subject === 'new' ? 'cameras.add' : 'cameras.edit')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {subject ? (
        <CameraFormFields
          key={subject === 'new' ? 'new' : subject.id}
          camera={subject === 'new' ? null : subject}
          onDone={onClose}
          onToken={onToken}
        />
      ) : null}
    </Drawer>
  );
}
