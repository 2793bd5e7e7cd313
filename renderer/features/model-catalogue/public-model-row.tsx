import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../../shared/schemas/model-download.ts';
import { DownloadProgress } from './download-progress.tsx';
import classes from './public-models.module.css';
import { useSizeText } from './use-size-text.ts';

export interface PublicModelRowProps {
  readonly entry: CatalogueEntry;
  readonly inUse: boolean;
  readonly mayDownload: boolean;
  readonly mayChange: boolean;
  readonly mayUse: boolean;
  readonly onAsk: () => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
  readonly onUse: (file: string) => void;
}

export function PublicModelRow({ entry, inUse, mayDownload, mayChange, mayUse, onAsk, onCancel, onRemove, onUse }: PublicModelRowProps) {
  const { t } = useTranslation();
  const size = useSizeText();
  const { name, publisher, classes: classNames, inputPx, bytes, licence, terms, sha256, file, keptBytes, download } = entry;
  const running = download?.state === 'downloading' || download?.state === 'checking';
  return (
    <div className={classes.row} data-in-use={inUse || undefined}>
      <div className={classes.what}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {t('modelCatalogue.facts', { publisher, classes: classNames, px: inputPx, size: size(bytes) })}
        </Text>
        <Group gap={6} mt={4}>
          <Badge tt="none" variant="outline" color={terms === 'copyleft' ? 'orange' : 'gray'}>
            {licence}
          </Badge>
          <Text size="xs" c={terms === 'copyleft' || sha256 === null ? 'orange.4' : 'dimmed'}>
            {[
              ...(terms === 'copyleft' ? [t('modelCatalogue.copyleft')] : []),
              sha256 === null ? t('modelCatalogue.notVerified') : t('modelCatalogue.pinned'),
            ].join(' · ')}
          </Text>
        </Group>
      </div>
      <div className={classes.action}>
        {inUse ? <Badge tt="none">{t('settings.inUse')}</Badge> : null}
        {file !== null && !inUse ? (
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {t('modelCatalogue.installed')}
            </Text>
            <Button
              size="xs"
              variant="default"
              disabled={!mayUse}
              onClick={() => onUse(file)}
              aria-label={`${t('modelCatalogue.use')}: ${name}`}
            >
              {t('modelCatalogue.use')}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              disabled={!mayChange}
              onClick={onRemove}
              aria-label={`${t('modelCatalogue.remove')}: ${name}`}
            >
              {t('modelCatalogue.remove')}
            </Button>
          </Group>
        ) : null}
        {file === null && !running ? (
          <Button
            size="xs"
            variant="default"
            disabled={!mayDownload}
            onClick={onAsk}
            aria-label={`${t('modelCatalogue.download')}: ${name}`}
          >
            {keptBytes > 0 ? t('modelCatalogue.resume', { kept: size(keptBytes) }) : t('modelCatalogue.download')}
          </Button>
        ) : null}
      </div>
      {download && (running || file === null) ? (
        <Stack gap={4} className={classes.state}>
          <DownloadProgress name={name} download={download} onCancel={mayChange ? onCancel : null} />
        </Stack>
      ) : null}
    </div>
  );
}
