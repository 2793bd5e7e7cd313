import { Button, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../../ui/copy-field.tsx';

/** Shows recovery codes, the only time they can be seen: it closes by its button alone. */
export function RecoveryCodesDialog({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('accounts.secondStep.codesTitle')}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack>
        <Text size="sm">{t('accounts.secondStep.codesText')}</Text>
        <CopyField label={t('accounts.secondStep.codesTitle')} text={codes.join('\n')} />
        <Button onClick={onClose} data-autofocus>
          {t('accounts.secondStep.codesKept')}
        </Button>
      </Stack>
    </Modal>
  );
}
