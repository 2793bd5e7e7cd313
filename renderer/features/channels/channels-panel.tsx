import { Badge, Button, Collapse, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure, useInterval } from '@mantine/hooks';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelState } from '../../../shared/schemas/notification.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { channelForms } from './channel-forms.ts';
import { NotificationRules } from './notification-rules.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const reloadEveryMs = 3_000;
const colours: Record<ChannelState['state'], string> = { off: 'gray', incomplete: 'yellow', ready: 'green', failing: 'red' };

/** How each channel is doing, and what happens when nobody reacts. */
export function ChannelsPanel() {
  const { t } = useTranslation();
  const client = useClient();
  const channels = useAnswer(useCallback(() => client.call('channels.list', {}), [client]));
  useInterval(channels.reload, reloadEveryMs, { autoInvoke: true });
  return (
    <Stack gap="lg">
      <Text c="dimmed" size="sm">
        {t('channels.help')}
      </Text>
      <FailureAlert error={channels.error} />
      <Stack gap="xs">
        {channels.value?.map((state) => (
          <ChannelCard key={state.channel} state={state} reload={channels.reload} />
        ))}
      </Stack>
      <Stack component="section" gap="sm">
        <Title order={4}>{t('channels.rules')}</Title>
        <NotificationRules />
      </Stack>
    </Stack>
  );
}

function ChannelCard({ state, reload }: { readonly state: ChannelState; readonly reload: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, form] = useDisclosure(false);
  const Form = channelForms[state.channel];
  const name = t(`channels.name.${state.channel}`);
  return (
    <Paper withBorder p="sm" radius="md" component="article" aria-label={name}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          <Badge color={colours[state.state]} variant="light" tt="none">
            {t(`channels.state.${state.state}`)}
          </Badge>
        </Group>
        <Group gap="md">
          <Text size="xs" c="dimmed">
            {state.lastDeliveredAtMs === null
              ? t('channels.neverDelivered')
              : t('channels.lastDelivered', { time: format.dateTime(state.lastDeliveredAtMs) })}
          </Text>
          {state.waiting > 0 ? (
            <Text size="xs" fw={600}>
              {t('channels.waiting', { n: state.waiting })}
            </Text>
          ) : null}
          {Form ? (
            <Button size="compact-xs" variant="default" aria-expanded={open} onClick={form.toggle}>
              {t('channels.setUp')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {state.problem ? (
        <Text size="sm" mt={4} c={state.state === 'failing' ? 'red.4' : 'dimmed'}>
          {state.problem}
        </Text>
      ) : null}
      {Form ? (
        <Collapse expanded={open}>
          <Stack mt="sm">{open ? <Form state={state} reload={reload} /> : null}</Stack>
        </Collapse>
      ) : null}
    </Paper>
  );
}
