import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';

/** Does something and tells how it went: `done` when it succeeded, the reason when not. */
export function useTell(): (act: () => Promise<unknown>, done?: string) => Promise<void> {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useCallback(
    async (act: () => Promise<unknown>, done?: string) => {
      try {
        await act();
        if (done) notifications.show({ color: 'green', message: done });
      } catch (error) {
        notifications.show({ color: 'red', title: t('common.notSaved'), message: errorText(error) });
      }
    },
    [t, errorText],
  );
}
