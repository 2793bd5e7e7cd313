import { Alert, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/state/console-context.tsx';
import { PublicModels } from '../model-catalogue/public-models.tsx';
import { CameraRates } from './camera-rates.tsx';
import { ModelList } from './model-list.tsx';
import { OwnModel } from './own-model.tsx';
import { ScoreSettings } from './score-settings.tsx';
import { useDetectionSettings } from './use-detection-settings.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export function DetectionPanel() {
  const { t } = useTranslation();
  const mayChange = useMay('admin');
  const { settings, models, busy, failure, change, reloadModels } = useDetectionSettings();
  const fixed = models?.some(({ origin }) => origin === 'environment') ?? false;
  return (
    <Stack gap="lg">
      {mayChange ? null : <Text c="dimmed">{t('settings.adminOnly')}</Text>}
      <FailureAlert error={failure} title={t('common.notSaved')} />
      {settings && models ? (
        <>
          <Stack component="section" gap="sm">
            <Title order={4}>{t('settings.model')}</Title>
            {fixed ? <Alert color="yellow">{t('settings.modelFixed')}</Alert> : null}
            <ModelList
              models={models}
              settings={settings}
              disabled={busy || fixed || !mayChange}
              onPick={(modelFile) => void change({ modelFile })}
            />
            {mayChange ? <OwnModel busy={busy} fixed={fixed} onUse={(modelFile) => change({ modelFile })} /> : null}
          </Stack>
          <PublicModels
            inUse={models.find(({ inUse }) => inUse)?.file ?? null}
            mayChange={mayChange}
            mayUse={mayChange && !busy && !fixed}
            onUse={(modelFile) => void change({ modelFile })}
            onModels={reloadModels}
          />
          <ScoreSettings key={JSON.stringify(settings)} settings={settings} disabled={busy || !mayChange} onSave={change} />
        </>
      ) : (
        <Center>
          <Loader aria-label={t('common.loading')} />
        </Center>
      )}
      <CameraRates />
    </Stack>
  );
}
