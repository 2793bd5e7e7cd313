import { Button, Group, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient, useConsole } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { SessionList } from './session-list.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Where the signed-in person is signed in, and the way out of each. */
export function OwnSessions() {
  const { t } = useTranslation();
  const client = useClient();
  const { bridge } = useConsole().model;
  const errorText = useErrorText();
  const sessions = useAnswer(useCallback(() => client.call('auth.sessions', {}), [client]));
  const end = async (act: () => Promise<unknown>) => {
    try {
      await act();
      notifications.show({ color: 'green', message: t('accounts.sessions.ended') });
    } catch (error) {
      notifications.show({ color: 'red', message: errorText(error) });
    }
    sessions.reload();
  };
  // The others first: ending this one as well takes the connection away, and the sign-out clears the cookies.
  const everywhere = async () => {
    await client.call('auth.endSessions', { keepThis: true });
    await bridge.signOut();
  };
  const several = (sessions.value?.length ?? 0) > 1;
  return (
    <Stack gap="sm">
      <Title order={4}>{t('accounts.sessions.title')}</Title>
      <FailureAlert error={sessions.error} />
      {sessions.value ? (
        <SessionList sessions={sessions.value} onEnd={({ id }) => void end(() => client.call('auth.endSession', { id }))} />
      ) : null}
      <Group>
        <Button
          size="xs"
          variant="default"
          disabled={!several}
          onClick={() => void end(() => client.call('auth.endSessions', { keepThis: true }))}
        >
          {t('accounts.sessions.others')}
        </Button>
        {bridge.kind === 'browser' ? (
          <Button size="xs" variant="light" color="red" onClick={() => void end(everywhere)}>
            {t('accounts.sessions.everywhere')}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
