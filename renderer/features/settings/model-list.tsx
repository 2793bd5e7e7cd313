import { Badge, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DetectionSettings, ModelChoice } from '../../../shared/schemas/model.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import classes from './settings-page.module.css';

export interface ModelListProps {
  readonly models: readonly ModelChoice[];
  readonly settings: DetectionSettings;
  readonly disabled: boolean;
  readonly onPick: (file: string | null) => void;
}

export function ModelList({ models, settings, disabled, onPick }: ModelListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (models.length === 0) return <Text c="dimmed">{t('settings.modelNone')}</Text>;
  return (
    <>
      {models.map(({ file, name, licence, bytes, origin, inUse }) => (
        <div key={file} className={classes.model} data-in-use={inUse || undefined}>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed" flex={1} miw={160}>
            {[
              t(`settings.origin.${origin}`),
              licence ? t('settings.licence', { licence }) : t('settings.licenceUnknown'),
              `${format.number(bytes / 1_000_000)} MB`,
            ].join(' · ')}
          </Text>
          {inUse ? <Badge tt="none">{t('settings.inUse')}</Badge> : null}
          {inUse || settings.modelFile === file ? null : (
            <Button size="xs" variant="default" disabled={disabled} onClick={() => onPick(file)}>
              {t('settings.use')}
            </Button>
          )}
        </div>
      ))}
      {settings.modelFile === null ? null : (
        <Button size="xs" variant="subtle" w="fit-content" disabled={disabled} onClick={() => onPick(null)}>
          {t('settings.modelDefault')}
        </Button>
      )}
    </>
  );
}
