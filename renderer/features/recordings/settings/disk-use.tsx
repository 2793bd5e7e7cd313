import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecordingSettings, RecordingStatus } from '../../../../shared/schemas/recording.ts';
import { useFormat } from '../../../app/i18n/use-format.ts';
import facts from '../../settings/settings-page.module.css';
import classes from './disk-use.module.css';
import { useBytesText } from './use-bytes-text.ts';
import { useLostText } from './use-lost-text.ts';

export interface DiskUseProps {
  readonly status: RecordingStatus;
  readonly settings: RecordingSettings;
  /** The station is not connected: this was true once. */
  readonly stale: boolean;
}

/** How full the disk is, with the marks at which people are warned and recordings make room, and what lies on it. */
export function DiskUse({ status, settings, stale }: DiskUseProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bytesText = useBytesText();
  const lostText = useLostText();
  const { disk, bytes, oldestMs, folder, freed, archive } = status;
  const known = !stale && disk.state !== 'unknown' && disk.totalBytes > 0;
  return (
    <section>
      <Title order={4} mb="xs">
        {t('recorder.disk')}
      </Title>
      <Stack gap="sm">
        {known ? <DiskBar status={status} settings={settings} /> : <Text c="yellow">{t('recorder.diskUnknown')}</Text>}
        <dl className={facts.facts}>
          <dt>{t('recorder.recordings')}</dt>
          <dd>{bytesText(bytes)}</dd>
          <dt>{t('recorder.oldest')}</dt>
          <dd>{oldestMs === null ? t('recorder.nothing') : format.dateTime(oldestMs)}</dd>
          <dt>{t('recorder.folder')}</dt>
          <dd>
            {folder}
            <Text size="xs" c="dimmed">
              {t('recorder.folderHelp')}
            </Text>
          </dd>
          <dt>{t('recorder.losses')}</dt>
          <dd>{lostText(freed) ?? t('recorder.noLosses')}</dd>
          <dt>{t('recorder.archive.title')}</dt>
          <dd>
            {t(`recorder.archive.${archive.state}`)}
            {archive.segments > 0
              ? `. ${t('recorder.archive.done', { files: format.number(archive.segments), size: bytesText(archive.savedBytes) })}`
              : null}
            {archive.failed > 0 ? `. ${t('recorder.archive.failed', { files: format.number(archive.failed) })}` : null}
          </dd>
        </dl>
      </Stack>
    </section>
  );
}

function DiskBar({ status: { disk, bytes }, settings }: Pick<DiskUseProps, 'status' | 'settings'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const bytesText = useBytesText();
  const used = 1 - disk.freeBytes / disk.totalBytes;
  const ours = Math.min(used, bytes / disk.totalBytes);
  const words = t('recorder.diskUsed', { share: format.percent(used), free: bytesText(disk.freeBytes), total: bytesText(disk.totalBytes) });
  const { warnShare, freeShare } = settings;
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  return (
    <div>
      <Text size="sm" fw={600}>
        {words}
      </Text>
      <div className={classes.bar} role="img" aria-label={words} data-state={disk.state}>
        <div className={classes.others} style={{ width: percent(used - ours) }} />
        <div className={classes.ours} style={{ width: percent(ours) }} />
        <div className={classes.mark} style={{ left: percent(warnShare) }} />
        <div className={classes.mark} data-last style={{ left: percent(freeShare) }} />
      </div>
      <div className={classes.legend}>
        <span>
          <i className={classes.ours} /> {t('recorder.legend.ours')}
        </span>
        <span>
          <i className={classes.others} /> {t('recorder.legend.others')}
        </span>
        <span>
          <i className={classes.tick} /> {t('recorder.legend.warn', { share: format.percent(warnShare) })}
        </span>
        <span>
          <i className={classes.tick} data-last /> {t('recorder.legend.free', { share: format.percent(freeShare) })}
        </span>
      </div>
    </div>
  );
}
