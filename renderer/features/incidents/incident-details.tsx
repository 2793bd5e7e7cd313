import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { formatRoute } from '../../app/router/route.ts';
import { useMay } from '../../app/state/console-context.tsx';
import { IncidentRecording } from '../evidence/incident-recording.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { IncidentAnswers } from './incident-answers.tsx';
import { IncidentEscalation } from './incident-escalation.tsx';
import { IncidentPhoto } from './incident-photo.tsx';
import { IncidentReceipts } from './incident-receipts.tsx';
import { TimingTable } from './timing-table.tsx';
import { useIncidentActions } from './use-incident-actions.ts';

/** Everything that is known of one incident, and what can be done with it. */
export function IncidentDetails({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayAct = useMay('responder');
  const { timing, acknowledgedBy, acknowledgedAtMs, closedBy, closedAtMs } = incident;
  return (
    <Stack gap="md">
      {incident.kind === 'emergency' && !incident.photoUrl ? null : (
        <IncidentPhoto photoUrl={incident.photoUrl} boxes={incident.boxes} alt={t('incidents.photoOf', { camera: incident.cameraName })} />
      )}
      <AlertFacts alert={{ ...incident, detectedAtMs: timing.detectedAtMs, incident: { ...incident, evidence: [] } }} />
      {incident.cameraId ? (
        <Button
          component="a"
          href={formatRoute({ page: 'recordings', id: incident.id })}
          variant="default"
          leftSection={<IconHistory size={16} aria-hidden="true" />}
        >
          {t('playback.watch')}
        </Button>
      ) : null}
      {mayAct ? <IncidentAnswers incident={incident} /> : null}
      {mayAct ? <IncidentEscalation incident={incident} /> : null}
      <Stack gap={2}>
        {acknowledgedBy && acknowledgedAtMs ? (
          <Text size="sm">{t('incidents.acknowledgedBy', { who: acknowledgedBy, time: format.dateTime(acknowledgedAtMs) })}</Text>
        ) : null}
        {closedBy && closedAtMs ? (
          <Text size="sm">{t('incidents.closedBy', { who: closedBy, time: format.dateTime(closedAtMs) })}</Text>
        ) : null}
      </Stack>
      {incident.kind === 'emergency' ? null : (
        <Stack gap="xs" component="section">
          <Title order={5}>{t('incidents.evidence')}</Title>
          <EvidenceList evidence={incident.evidence} />
        </Stack>
      )}
      <IncidentRecording incidentId={incident.id} />
      <IncidentReceipts incident={incident} />
      <Stack gap="xs" component="section">
        <Title order={5}>{t('incidents.timing')}</Title>
        <TimingTable timing={timing} />
      </Stack>
      <Note incident={incident} mayAct={mayAct} />
    </Stack>
  );
}

/** What is being written stays as it is when somebody else changes the incident meanwhile. */
function Note({ incident, mayAct }: { readonly incident: Incident; readonly mayAct: boolean }) {
  const { t } = useTranslation();
  const { update, busy } = useIncidentActions();
  const [draft, setDraft] = useState<string | null>(null);
  const save = async () => {
    if (draft !== null && (await update(incident.id, { note: draft }))) setDraft(null);
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('incidents.note')}
        placeholder={mayAct ? t('incidents.notePlaceholder') : ''}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        readOnly={!mayAct}
        value={draft ?? incident.note}
        onChange={({ target }) => setDraft(target.value)}
      />
      {mayAct ? (
        <Group justify="flex-end">
          <Button
            size="xs"
            variant="default"
            loading={busy}
            disabled={draft === null || draft === incident.note}
            onClick={() => void save()}
          >
            {t('incidents.saveNote')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
