import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RemoteArchiveStatus } from '../../../../shared/schemas/remote-archive.ts';
import { useFormat } from '../../../app/i18n/use-format.ts';
import facts from '../../settings/settings-page.module.css';
import { useBytesText } from '../settings/use-bytes-text.ts';
import { useTroubleWords } from './use-trouble-words.ts';

const colours: Record<RemoteArchiveStatus['state'], string> = {
  off: 'gray',
  incomplete: 'yellow',
  idle: 'green',
  working: 'cyan',
  failing: 'red',
};

export interface ArchiveStateProps {
  readonly status: RemoteArchiveStatus;
  /** Null for who may not. */
  readonly onRetry: (() => void) | null;
}

/** Whether the archive answers, what is in it and what waits. */
export function ArchiveState({ status, onRetry }: ArchiveStateProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bytesText = useBytesText();
  const { state, place, stored, onlyThere, waiting, lastStoredAtMs, skipped } = status;
  const amount = ({ files, bytes }: { readonly files: number; readonly bytes: number }) =>
    files === 0 ? t('remoteArchive.nothing') : t('remoteArchive.amount', { files: format.number(files), size: bytesText(bytes) });
  const oldest = waiting.oldestMs;
  return (
    <Stack gap="sm">
      <ArchiveTrouble status={status} onRetry={onRetry} />
      <dl className={facts.facts}>
        <dt>{t('remoteArchive.stateLabel')}</dt>
        <dd>
          <Badge color={colours[state]} variant="light" tt="none" data-testid="archive-state">
            {t(`remoteArchive.state.${state}`)}
          </Badge>
        </dd>
        {place === null ? null : (
          <>
            <dt>{t('remoteArchive.place')}</dt>
            <dd>{place}</dd>
            <dt>{t('remoteArchive.stored')}</dt>
            <dd>{amount(stored)}</dd>
            <dt>{t('remoteArchive.onlyThere')}</dt>
            <dd>{amount(onlyThere)}</dd>
            <dt>{t('remoteArchive.waiting')}</dt>
            <dd>
              {oldest === null
                ? amount(waiting)
                : t('remoteArchive.waitingOldest', { amount: amount(waiting), time: format.dateTime(oldest) })}
            </dd>
            <dt>{t('remoteArchive.lastStored')}</dt>
            <dd>{lastStoredAtMs === null ? t('remoteArchive.never') : format.dateTime(lastStoredAtMs)}</dd>
          </>
        )}
        {skipped === 0 ? null : (
          <>
            <dt>{t('remoteArchive.skipped')}</dt>
            <dd>{t('remoteArchive.skippedFiles', { files: format.number(skipped) })}</dd>
          </>
        )}
      </dl>
    </Stack>
  );
}

function ArchiveTrouble({ status: { state, trouble, nextTryAtMs }, onRetry }: ArchiveStateProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useTroubleWords();
  if (!trouble) return null;
  return (
    <Alert color={state === 'failing' ? 'red' : 'yellow'} role="alert">
      <Text size="sm">{t('remoteArchive.cannot', { words: words(trouble) })}</Text>
      <Group gap="sm" mt={6}>
        <Text size="xs">
          {t('remoteArchive.since', { time: format.dateTime(trouble.sinceMs) })}
          {nextTryAtMs === null ? null : `. ${t('remoteArchive.nextTry', { time: format.time(nextTryAtMs) })}`}
        </Text>
        {onRetry && state === 'failing' ? (
          <Button size="compact-xs" variant="default" onClick={onRetry}>
            {t('remoteArchive.tryNow')}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
