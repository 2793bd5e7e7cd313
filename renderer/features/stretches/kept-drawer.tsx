import { Center, Drawer, Loader, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ExportRow } from './export-row.tsx';
import { LockRow } from './lock-row.tsx';
import { useKept } from './use-kept.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface KeptDrawerProps {
  readonly onClose: () => void;
  /** Shows the recordings of this time. */
  readonly onShow: (atMs: number) => void;
}

/** What was exported and what is locked: size, who, when, why; to be fetched, deleted and unlocked. */
export function KeptDrawer({ onClose, onShow }: KeptDrawerProps) {
  const { t } = useTranslation();
  const { kept, error, reload } = useKept();
  const show = (atMs: number) => {
    onShow(atMs);
    onClose();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('stretches.kept')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="lg">
        <FailureAlert error={error} />
        {!kept && !error ? (
          <Center>
            <Loader aria-label={t('common.loading')} />
          </Center>
        ) : null}
        {kept ? (
          <>
            <Stack gap="sm" component="section" aria-label={t('stretches.exports')}>
              <Title order={5}>{t('stretches.exports')}</Title>
              {kept.exports.length === 0 ? <Text size="sm">{t('stretches.noExports')}</Text> : null}
              {kept.exports.map((job) => (
                <ExportRow key={job.id} job={job} onChanged={reload} onShow={show} />
              ))}
            </Stack>
            <Stack gap="sm" component="section" aria-label={t('stretches.locks')}>
              <Title order={5}>{t('stretches.locks')}</Title>
              {kept.locks.length === 0 ? <Text size="sm">{t('stretches.noLocks')}</Text> : null}
              {kept.locks.map((lock) => (
                <LockRow key={lock.id} lock={lock} onChanged={reload} onShow={show} />
              ))}
            </Stack>
          </>
        ) : null}
      </Stack>
    </Drawer>
  );
}
