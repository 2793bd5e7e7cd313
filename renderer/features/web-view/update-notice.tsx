import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAlerts } from '../../app/state/console-context.tsx';
import classes from './update-notice.module.css';
import { workerPage } from './worker-page.ts';

/** Offers a newer console while no alert is on the screen. */
export function UpdateNotice() {
  const { t } = useTranslation();
  const ready = useStore(workerPage.state, ({ updateReady }) => updateReady);
  const alarming = useAlerts(({ waiting }) => waiting.length > 0);
  const [later, setLater] = useState(false);
  if (!ready || later || alarming) return null;
  return (
    <div className={classes.notice} role="status">
      <Text size="sm" fw={600}>
        {t('webView.update.title')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('webView.update.text')}
      </Text>
      <Group gap="xs" mt={6}>
        <Button onClick={() => workerPage.takeUpdate()}>{t('webView.update.reload')}</Button>
        <Button variant="default" onClick={() => setLater(true)}>
          {t('webView.update.later')}
        </Button>
      </Group>
    </div>
  );
}
