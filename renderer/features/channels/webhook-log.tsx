import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookAttempt } from '../../../shared/schemas/webhook.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const shownAttempts = 30;
const reloadEveryMs = 5_000;

/** The newest attempts to tell a webhook; each can be sent again. */
export function WebhookLog({ webhookId }: { readonly webhookId: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const log = useAnswer(useCallback(() => client.call('webhooks.deliveries', { id: webhookId }), [client, webhookId]));
  useInterval(log.reload, reloadEveryMs, { autoInvoke: true });
  const replay = (delivery: string) =>
    client.call('webhooks.replay', { id: webhookId, delivery }).then(
      () => {
        notifications.show({ message: t('channelSetup.replayed') });
        log.reload();
      },
      (error: unknown) => void notifications.show({ color: 'red', message: errorText(error) }),
    );
  if (log.error) return <FailureAlert error={log.error} />;
  if (log.value?.length === 0) return <Text size="sm">{t('channelSetup.noLog')}</Text>;
  return (
    <Stack gap={4}>
      {log.value?.slice(0, shownAttempts).map((attempt) => (
        <AttemptRow key={attempt.id} attempt={attempt} onReplay={() => void replay(attempt.delivery)} />
      ))}
    </Stack>
  );
}

function AttemptRow({ attempt, onReplay }: { readonly attempt: WebhookAttempt; readonly onReplay: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { status, error, event, atMs, durationMs } = attempt;
  return (
    <Group gap="xs">
      <Badge color={error === null ? 'green' : 'red'} variant="light">
        {status ?? '—'}
      </Badge>
      <Text size="xs">{format.dateTime(atMs)}</Text>
      <Text size="xs" fw={500}>
        {event}
      </Text>
      <Text size="xs" c="dimmed">
        {durationMs} ms
      </Text>
      {error ? (
        <Text size="xs" c="red.4">
          {error}
        </Text>
      ) : null}
      <Button size="compact-xs" variant="subtle" onClick={onReplay}>
        {t('channelSetup.replay')}
      </Button>
    </Group>
  );
}
