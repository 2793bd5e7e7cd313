import { MultiSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface StretchFieldsProps {
  readonly cameras: readonly Camera[];
  readonly stretch: Stretch;
  readonly chosen: readonly string[];
  readonly onChoose: (cameraIds: string[]) => void;
}

/** Which stretch, and of which of the cameras that are shown. */
export function StretchFields({ cameras, stretch, chosen, onChoose }: StretchFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Text size="sm">
        {t('stretches.span', {
          from: format.dateTime(stretch.fromMs),
          to: format.dateTime(stretch.toMs),
          length: format.duration(stretch.toMs - stretch.fromMs),
        })}
      </Text>
      <MultiSelect
        label={t('stretches.cameras')}
        data={cameras.map(({ id, name }) => ({ value: id, label: name }))}
        value={[...chosen]}
        onChange={onChoose}
        error={chosen.length === 0 ? t('stretches.noCamera') : null}
      />
    </>
  );
}
