import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../state/console-context.tsx';

/** Shows what other people said to every console. */
export function useMessages(): void {
  const { model } = useConsole();
  const { t } = useTranslation();
  useEffect(() => model.onMessage((message) => notifications.show({ title: t('message.title'), message, autoClose: 15_000 })), [model, t]);
}
