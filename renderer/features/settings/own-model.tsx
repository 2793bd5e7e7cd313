import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelInfo } from '../../../shared/schemas/model.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';

export interface OwnModelProps {
  readonly busy: boolean;
  /** The choice is made where the station was started; a file can only be looked into. */
  readonly fixed: boolean;
  readonly onUse: (file: string) => Promise<boolean>;
}

/** Any ONNX file on the station's machine: looked into first, then used. */
export function OwnModel({ busy, fixed, onUse }: OwnModelProps) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const [file, setFile] = useState('');
  const [looking, setLooking] = useState(false);
  const [info, setInfo] = useState<ModelInfo | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const path = file.trim();
  const look = async () => {
    setLooking(true);
    setInfo(null);
    setFailure(null);
    await client.call('models.inspect', { file: path }).then(setInfo, setFailure);
    setLooking(false);
  };
  return (
    <Stack gap="xs">
      <Group align="end" gap="xs">
        <TextInput
          flex={1}
          miw={220}
          label={t('settings.ownModel')}
          description={t('settings.ownModelHelp')}
          placeholder="/models/my-model.onnx"
          spellCheck={false}
          value={file}
          onChange={({ target }) => {
            setFile(target.value);
            setInfo(null);
            setFailure(null);
          }}
        />
        <Button variant="default" disabled={!path} loading={looking} onClick={() => void look()}>
          {t('settings.inspect')}
        </Button>
        <Button disabled={!path || !info || fixed} loading={busy} onClick={() => void onUse(path)}>
          {t('settings.use')}
        </Button>
      </Group>
      {info ? (
        <Alert color="green" p="xs" role="status" title={info.name}>
          {t('settings.inspected', {
            layout: info.layout,
            width: info.input.width,
            height: info.input.height,
            classes: listOf(info.classes),
          })}
        </Alert>
      ) : null}
      {failure ? (
        <Alert color="red" p="xs" role="alert">
          {errorText(failure)}
        </Alert>
      ) : null}
    </Stack>
  );
}

const mostNamed = 20;

function listOf(classes: readonly string[]): string {
  const named = classes.slice(0, mostNamed).join(', ');
  return classes.length > mostNamed ? `${named}, … (${classes.length})` : named;
}
