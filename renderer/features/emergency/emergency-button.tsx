import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUrgent } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmergencyDialog } from './emergency-dialog.tsx';

/** The way to help, on every page. */
export function EmergencyButton() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        size="compact-sm"
        color="red"
        flex="none"
        leftSection={<IconUrgent size={16} aria-hidden="true" />}
        onClick={dialog.open}
        aria-haspopup="dialog"
      >
        {t('emergency.button')}
      </Button>
      {opened ? <EmergencyDialog onClose={dialog.close} /> : null}
    </>
  );
}
