import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBellRinging } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useIncidentActions } from './use-incident-actions.ts';

/** While nobody has it: what comes next, and to bring it about now. Once somebody has: to hand it over. */
export function IncidentEscalation({ incident }: { readonly incident: Incident }) {
  if (isWaiting(incident.status)) return <Waiting incident={incident} />;
  return incident.status === 'acknowledged' ? <HandOver key={incident.acknowledgedBy} incident={incident} /> : null;
}

function Waiting({ incident: { id, escalation } }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const escalate = async () => {
    setBusy(true);
    try {
      await client.call('incidents.escalate', { id });
    } catch (error) {
      notifications.show({ color: 'red', title: t('incidents.notChanged'), message: errorText(error) });
    } finally {
      setBusy(false);
    }
  };
  if (escalation.sirenAtMs !== null) {
    return (
      <Alert color="red" variant="filled" role="alert" icon={<IconBellRinging />}>
        {t('channels.sirenSince', { time: format.time(escalation.sirenAtMs) })}
      </Alert>
    );
  }
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" c="dimmed">
        {escalation.nextAtMs === null ? '' : t('channels.nextStep', { time: format.time(escalation.nextAtMs) })}
      </Text>
      <Button size="xs" variant="light" color="orange" loading={busy} onClick={() => void escalate()}>
        {t('channels.escalateNow')}
      </Button>
    </Group>
  );
}

function HandOver({ incident: { id } }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { update, busy } = useIncidentActions();
  const [to, setTo] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void update(id, { handOverTo: to.trim() });
      }}
    >
      <Group gap="xs" align="end">
        <TextInput
          flex={1}
          size="xs"
          maxLength={80}
          label={t('channels.handOver')}
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={busy} disabled={!to.trim()}>
          {t('channels.handOverAction')}
        </Button>
      </Group>
    </form>
  );
}
