import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../state/console-context.tsx';

/** Shows what other people said to every console, and says what passed while this one was away. */
export function useMessages(): void {
  const { model } = useConsole();
  const { t } = useTranslation();
  useEffect(() => model.onMessage((message) => notifications.show({ title: t('message.title'), message, autoClose: 15_000 })), [model, t]);
  useEffect(
    () =>
      model.onPassed((incidents) => {
        const expired = incidents.filter(({ status }) => status === 'expired').length;
        notifications.show({
          title: t('webView.passed.title'),
          message: t('webView.passed.text', { n: incidents.length, expired }),
          color: expired > 0 ? 'red' : 'yellow',
          autoClose: false,
        });
      }),
    [model, t],
  );
}
