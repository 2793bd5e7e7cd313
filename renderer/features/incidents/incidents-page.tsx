import { Alert, Button, Center, EmptyState, Group, Loader, Text, Title } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { navigate, useRoute } from '../../app/router/use-route.ts';
import { IncidentDrawer } from './incident-drawer.tsx';
import { IncidentFilters } from './incident-filters.tsx';
import { anyIncident } from './incident-list.ts';
import { IncidentRow } from './incident-row.tsx';
import classes from './incidents-page.module.css';
import { useIncidentList } from './use-incident-list.ts';

export function IncidentsPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { id } = useRoute();
  const [wish, setWish] = useState(anyIncident);
  const { pages, error, loading, more, retry } = useIncidentList(wish);
  return (
    <div className={classes.page}>
      <Group justify="space-between" mb="sm">
        <Title order={3}>{t('incidents.title')}</Title>
        <Text size="sm" c="dimmed" aria-live="polite">
          {pages ? t('incidents.total', { n: pages.total }) : null}
        </Text>
      </Group>
      <IncidentFilters wish={wish} onChange={setWish} />
      {error ? (
        <Alert color="red" title={t('incidents.notLoaded')} mb="sm">
          {errorText(error)}{' '}
          <Button size="compact-xs" variant="subtle" onClick={retry}>
            {t('common.retry')}
          </Button>
        </Alert>
      ) : null}
      {pages?.incidents.length === 0 ? (
        <EmptyState
          py={48}
          icon={<IconMoodSmile size={40} stroke={1.4} />}
          title={t('incidents.empty')}
          description={t(wish === anyIncident ? 'incidents.noneYet' : 'incidents.emptyText')}
        />
      ) : null}
      <ul className={classes.list}>
        {pages?.incidents.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} onOpen={() => navigate('incidents', incident.id)} />
        ))}
      </ul>
      {pages?.nextBeforeId ? (
        <Center my="md">
          <Button variant="default" loading={loading} onClick={more}>
            {t('incidents.more')}
          </Button>
        </Center>
      ) : null}
      {loading && !pages ? (
        <Center py="xl">
          <Loader aria-label={t('common.loading')} />
        </Center>
      ) : null}
      <IncidentDrawer
        id={id}
        known={pages?.incidents.find((incident) => incident.id === id) ?? null}
        onClose={() => navigate('incidents')}
      />
    </div>
  );
}
