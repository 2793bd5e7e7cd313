import { Button, Collapse, Group, Paper, Stack, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../../shared/schemas/webhook.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { TestMessage } from './test-message.tsx';
import { WebhookAdd } from './webhook-add.tsx';
import { WebhookLog } from './webhook-log.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** All webhooks, and a form for another one. */
export function WebhookList({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const webhooks = useAnswer(useCallback(() => client.call('webhooks.list', {}), [client]));
  const changed = () => {
    webhooks.reload();
    onChanged();
  };
  return (
    <Stack gap="sm">
      <FailureAlert error={webhooks.error} />
      {webhooks.value?.length === 0 ? <Text size="sm">{t('channelSetup.noWebhooks')}</Text> : null}
      {webhooks.value?.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} onChanged={changed} />
      ))}
      <WebhookAdd onAdded={changed} />
    </Stack>
  );
}

function WebhookCard({ webhook, onChanged }: { readonly webhook: Webhook; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [log, toggleLog] = useDisclosure(false);
  const [removing, removal] = useDisclosure(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { id, url, events, enabled, lastError } = webhook;
  const setEnabled = (on: boolean) => client.call('webhooks.setEnabled', { id, enabled: on }).then(onChanged, setFailure);
  return (
    <Paper withBorder p="sm" radius="md" component="article" aria-label={url}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
          <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Text>
          <Switch
            aria-label={`${t('channelSetup.on')}: ${url}`}
            checked={enabled}
            onChange={({ currentTarget }) => void setEnabled(currentTarget.checked)}
          />
        </Group>
        <Text size="xs" c="dimmed">
          {events.join(', ')}
        </Text>
        {lastError ? (
          <Text size="sm" c="red.4">
            {lastError}
          </Text>
        ) : null}
        <FailureAlert error={failure} />
        <TestMessage channel="webhook" address={id} disabled={false} onDone={onChanged} />
        <Group gap="xs">
          <Button size="xs" variant="default" aria-expanded={log} onClick={toggleLog.toggle}>
            {t('channelSetup.log')}
          </Button>
          <Button size="xs" variant="light" color="red" onClick={removal.open}>
            {t('common.delete')}
          </Button>
        </Group>
        <Collapse expanded={log}>{log ? <WebhookLog webhookId={id} /> : null}</Collapse>
      </Stack>
      {removing ? (
        <ConfirmDialog
          title={t('channelSetup.removeWebhook')}
          text={t('channelSetup.removeWebhookText')}
          action={t('common.delete')}
          onClose={removal.close}
          onConfirm={() => client.call('webhooks.delete', { id }).then(onChanged)}
        />
      ) : null}
    </Paper>
  );
}
