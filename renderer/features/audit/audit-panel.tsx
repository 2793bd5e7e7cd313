import { Alert, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditVerdict } from '../../../shared/schemas/audit.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';
import { AuditTable } from './audit-table.tsx';
import { NetworkSection } from './network-section.tsx';
import { useAuditEntries } from './use-audit-entries.ts';

const kinds = ['auth', 'users', 'cameras', 'sites', 'incidents', 'settings', 'secrets', 'contacts', 'network'] as const;
const outcomes = ['done', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'invalid_input', 'unavailable', 'internal'] as const;

/** What people changed and who signed in, and who may connect at all; for administrators. */
export function AuditPanel() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const log = useAuditEntries(kind, outcome);
  return (
    <Stack>
      <NetworkSection />
      <Title order={4}>{t('audit.title')}</Title>
      <Text size="sm" c="dimmed">
        {t('audit.hint')}
      </Text>
      <AuditActions />
      <Group gap="xs" align="end">
        <Select
          label={t('audit.filterAction')}
          placeholder={t('common.all')}
          clearable
          value={kind}
          onChange={setKind}
          data={kinds.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        />
        <Select
          label={t('audit.filterOutcome')}
          placeholder={t('common.all')}
          clearable
          value={outcome}
          onChange={setOutcome}
          data={outcomes.map((value) => ({ value, label: value === 'done' ? t('audit.done') : value }))}
        />
      </Group>
      <FailureAlert error={log.error} />
      <AuditTable entries={log.entries} />
      {log.more ? (
        <Button variant="default" onClick={log.more} style={{ alignSelf: 'start' }}>
          {t('audit.more')}
        </Button>
      ) : null}
    </Stack>
  );
}

function AuditActions() {
  const { t } = useTranslation();
  const client = useClient();
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const verify = useCallback(() => {
    setFailure(null);
    client.call('audit.verify', {}).then(setVerdict, setFailure);
  }, [client]);
  // The desktop window has no web address of its own to download from: its console in the browser has.
  const canDownload = location.protocol.startsWith('http');
  return (
    <>
      <Group gap="xs">
        <Button variant="default" leftSection={<IconShieldCheck size={16} />} onClick={verify}>
          {t('audit.verify')}
        </Button>
        {canDownload ? (
          <Button component="a" variant="default" leftSection={<IconDownload size={16} />} href="/api/audit/export.jsonl" download>
            {t('audit.export')}
          </Button>
        ) : null}
      </Group>
      <FailureAlert error={failure} />
      {verdict ? (
        <Alert color={verdict.intact ? 'green' : 'red'} role="status">
          {verdict.intact ? t('audit.intact', { n: verdict.entries }) : t('audit.broken', { seq: verdict.seq, problem: verdict.problem })}
        </Alert>
      ) : null}
    </>
  );
}
