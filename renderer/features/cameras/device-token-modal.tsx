import { Alert, Button, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { CopyField } from '../../ui/copy-field.tsx';

export interface DeviceTokenModalProps {
  readonly camera: Camera;
  readonly deviceToken: string;
  readonly onClose: () => void;
}

/** The token of a device that sends its own pictures; the station keeps only its hash, so this is the one time to see it. */
export function DeviceTokenModal({ camera, deviceToken, onClose }: DeviceTokenModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      size="lg"
      title={t('cameras.token.title', { name: camera.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Alert color="yellow">{t('cameras.token.once')}</Alert>
        <CopyField label={t('cameras.token.token')} text={deviceToken} />
        <CopyField label={t('cameras.token.example')} text={curlExample(window.location.origin, camera.id, deviceToken)} />
        <Button onClick={onClose}>{t('common.close')}</Button>
      </Stack>
    </Modal>
  );
}

function curlExample(origin: string, cameraId: string, deviceToken: string): string {
  // The desktop window has an address of its own that no device can reach.
  const station = origin.startsWith('http') ? origin : 'http://STATION:4001';
  return [
    `curl -X POST ${station}/api/cameras/${cameraId}/frame \\`,
    `  -H 'Authorization: Bearer ${deviceToken}' \\`,
    `  -H 'Content-Type: image/jpeg' \\`,
    '  --data-binary @picture.jpg',
  ].join('\n');
}
