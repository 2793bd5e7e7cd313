import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { everybodyLevel, type Incident, type IncidentEvent } from '../../../shared/schemas/incident.ts';
import type { DeliveryReceipt } from '../../../shared/schemas/notification.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const colours: Record<DeliveryReceipt['state'], string> = {
  pending: 'yellow',
  delivered: 'green',
  failed: 'red',
  expired: 'gray',
  suppressed: 'gray',
};

/** Who was told over which channel and what became of it, and the history; read anew with every change of the incident. */
export function IncidentReceipts({ incident: { id, revision } }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const client = useClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision has a new history
  const ask = useCallback(() => client.call('incidents.history', { id }), [client, id, revision]);
  const history = useAnswer(ask);
  return (
    <>
      <FailureAlert error={history.error} />
      <Stack gap="xs" component="section" aria-label={t('channels.receipts')}>
        <Title order={5}>{t('channels.receipts')}</Title>
        {history.value?.deliveries.length === 0 ? <Text size="sm">{t('channels.noReceipts')}</Text> : null}
        {history.value?.deliveries.map((receipt) => (
          <ReceiptLine key={receipt.id} receipt={receipt} />
        ))}
      </Stack>
      <Stack gap={4} component="section" aria-label={t('channels.history')}>
        <Title order={5}>{t('channels.history')}</Title>
        {history.value?.events.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </Stack>
    </>
  );
}

function ReceiptLine({ receipt }: { readonly receipt: DeliveryReceipt }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { channel, contactName, notice, state, reason, attempts, queuedAtMs, acceptedAtMs, lastError } = receipt;
  const facts = [
    t(`channels.notice.${notice}`),
    format.time(acceptedAtMs ?? queuedAtMs),
    ...(acceptedAtMs === null ? [] : [t('incidents.milliseconds', { ms: acceptedAtMs - queuedAtMs })]),
    ...(reason ? [t(`channels.reason.${reason}`)] : []),
    ...(attempts > 1 ? [t('channels.attempts', { n: attempts })] : []),
  ];
  return (
    <div>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" truncate>
          {contactName ?? '–'} · {t(`channels.name.${channel}`)}
        </Text>
        <Badge flex="none" color={colours[state]} variant="light" size="sm" tt="none">
          {t(`channels.receipt.${state}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {facts.join(' · ')}
      </Text>
      {lastError ? (
        <Text size="xs" c="red.4">
          {lastError}
        </Text>
      ) : null}
    </div>
  );
}

function EventLine({ event: { atMs, kind, who, via, detail } }: { readonly event: IncidentEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const channel = via === 'console' || via === 'api' || via === 'station' ? null : t(`channels.name.${via}`);
  const level = kind === 'escalated' ? Number(detail) : null;
  const more = level === null ? detail : level >= everybodyLevel ? t('channels.everybody') : t('channels.toLevel', { n: level });
  return (
    <Text size="sm">
      <Text span c="dimmed" size="xs" mr={8} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {format.time(atMs)}
      </Text>
      {[t(`channels.event.${kind}`), who, channel, more].filter(Boolean).join(' · ')}
    </Text>
  );
}
