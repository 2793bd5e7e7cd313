import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ModelDownload } from '../../../shared/schemas/model-download.ts';
import { useSizeText } from './use-size-text.ts';

export interface DownloadProgressProps {
  readonly name: string;
  readonly download: ModelDownload;
  /** Null for whom may not. */
  readonly onCancel: (() => void) | null;
}

/** How a download goes, or why it ended. */
export function DownloadProgress({ name, download, onCancel }: DownloadProgressProps) {
  const { t } = useTranslation();
  const size = useSizeText();
  const { state, receivedBytes, totalBytes, problem } = download;
  if (state === 'failed' && problem) {
    return (
      <div role="alert">
        <Text size="sm" c="red.4">
          {t(`modelCatalogue.cause.${problem.cause}`)}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {problem.message}
        </Text>
      </div>
    );
  }
  if (state === 'cancelled') {
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('modelCatalogue.cancelled')}
      </Text>
    );
  }
  const share = totalBytes ? Math.min(receivedBytes / totalBytes, 1) : null;
  const words =
    state === 'checking'
      ? t('modelCatalogue.checking')
      : t('modelCatalogue.progress', { received: size(receivedBytes), total: size(totalBytes) });
  return (
    <Group gap="sm" wrap="nowrap">
      <div style={{ flex: 1 }}>
        <Progress.Root size="sm">
          <Progress.Section
            aria-label={t('modelCatalogue.progressOf', { name })}
            aria-valuetext={words}
            value={(share ?? 1) * 100}
            animated={share === null || state === 'checking'}
            striped={share === null || state === 'checking'}
          />
        </Progress.Root>
        <Text size="xs" c="dimmed" mt={2}>
          {words}
        </Text>
      </div>
      {onCancel && state === 'downloading' ? (
        <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>
          {t('modelCatalogue.cancel')}
        </Button>
      ) : null}
    </Group>
  );
}
