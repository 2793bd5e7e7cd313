import { Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../../shared/schemas/model-download.ts';
import { AgreeDialog } from './agree-dialog.tsx';
import { PublicModelRow } from './public-model-row.tsx';
import { useCatalogue } from './use-catalogue.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface PublicModelsProps {
  /** File of the model in use; null = unknown. */
  readonly inUse: string | null;
  readonly mayChange: boolean;
  /** The choice is made where the station was started, or a change is under way. */
  readonly mayUse: boolean;
  readonly onUse: (file: string) => void;
  /** The models that can be picked have changed. */
  readonly onModels: () => void;
}

/** Models that others publish: what they are, under which licence, and how a download of theirs goes. */
export function PublicModels({ inUse, mayChange, mayUse, onUse, onModels }: PublicModelsProps) {
  const { t } = useTranslation();
  const { entries, failure, download, cancel, remove } = useCatalogue(onModels);
  const [asking, setAsking] = useState<CatalogueEntry | null>(null);
  const busy = entries?.some(({ download: state }) => state?.state === 'downloading' || state?.state === 'checking') ?? false;
  return (
    <Stack component="section" gap="sm">
      <Title order={4}>{t('modelCatalogue.title')}</Title>
      <Text size="sm" c="dimmed">
        {t('modelCatalogue.intro')}
      </Text>
      <FailureAlert error={failure} />
      {entries?.map((entry) => (
        <PublicModelRow
          key={entry.id}
          entry={entry}
          inUse={entry.file !== null && entry.file === inUse}
          mayDownload={mayChange && !busy}
          mayChange={mayChange}
          mayUse={mayUse}
          onAsk={() => setAsking(entry)}
          onCancel={() => void cancel(entry.id)}
          onRemove={() => void remove(entry.id)}
          onUse={onUse}
        />
      ))}
      {asking ? (
        <AgreeDialog
          model={asking}
          onClose={() => setAsking(null)}
          onAgree={(acceptUnverified) => {
            setAsking(null);
            void download({ id: asking.id, acceptedLicence: asking.licence, acceptUnverified });
          }}
        />
      ) : null}
    </Stack>
  );
}
