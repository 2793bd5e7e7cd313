import { Alert, Button, Group, Menu, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import type { CameraProbe } from '../../../shared/schemas/camera.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { addressExamples } from './camera-form.ts';

export interface CameraAddressFieldProps {
  /** Lets the form find the field. */
  readonly inputProps: Readonly<Record<`data-${string}`, string>>;
  readonly value: string;
  readonly onChange: (url: string) => void;
  /** Already in the person's language. */
  readonly problem: string | null;
  /** What the station said of this address when it was to be saved. */
  readonly refusal: unknown;
  readonly hint: string;
  /** Returns what is wrong with the address before it is tried, in words; null = nothing. */
  readonly check: () => string | null;
  /** The address is the saved one, whose password this console does not know: it cannot be tried from here. */
  readonly testable: boolean;
}

/** The address with examples, a test, and the station's verdict right beneath it. */
export function CameraAddressField({ inputProps, value, onChange, problem, refusal, hint, check, testable }: CameraAddressFieldProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [testing, setTesting] = useState(false);
  const [good, setGood] = useState<CameraProbe | null>(null);
  const [bad, setBad] = useState<unknown>(null);
  const change = (url: string) => {
    setGood(null);
    setBad(null);
    onChange(url);
  };
  const test = async () => {
    if (check()) return;
    setTesting(true);
    setGood(null);
    setBad(null);
    await client.call('cameras.probe', { url: value.trim() }).then(setGood, setBad);
    setTesting(false);
  };
  const selfSending = value.trim().toLowerCase().startsWith('push:');
  return (
    <Stack gap={6}>
      <TextInput
        {...inputProps}
        label={t('cameras.address')}
        description={hint}
        required
        value={value}
        onChange={({ target }) => change(target.value)}
        error={problem}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
      />
      <Group gap="xs">
        <ExamplesMenu onPick={change} />
        <Button
          size="compact-sm"
          variant="light"
          loading={testing}
          disabled={value.trim() === '' || selfSending || !testable}
          leftSection={<IconPlugConnected size={15} />}
          onClick={() => void test()}
        >
          {t('cameras.test')}
        </Button>
        {testing ? (
          <Text size="sm" c="dimmed" role="status">
            {t('cameras.testing')}
          </Text>
        ) : null}
      </Group>
      {good ? (
        <Alert color="green" p="xs" icon={<IconCheck size={18} />} role="status">
          {t('cameras.testGood', { width: good.width, height: good.height, codec: good.codec, ms: Math.round(good.firstFrameMs) })}
        </Alert>
      ) : null}
      {(bad ?? refusal) ? <Refusal error={bad ?? refusal} /> : null}
    </Stack>
  );
}

/** The reason in the person's language, the detail as the station gave it. */
export function Refusal({ error }: { readonly error: unknown }) {
  const errorText = useErrorText();
  const detail = error instanceof AppError && error.code === 'camera_unreachable' ? error.message : null;
  const text = errorText(error);
  return (
    // In a long form the reason may be out of sight when it comes.
    <Alert ref={intoView} color="red" p="xs" role="alert">
      {text}
      {detail && !text.includes(detail) ? (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {detail}
        </Text>
      ) : null}
    </Alert>
  );
}

function ExamplesMenu({ onPick }: { readonly onPick: (url: string) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />}>
          {t('cameras.examples')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {addressExamples.map(([kind, url]) => (
          <Menu.Item key={kind} onClick={() => onPick(url)}>
            <Text size="sm">{t(`cameras.example.${kind}`)}</Text>
            <Text size="xs" c="dimmed" ff="monospace">
              {url}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' });
}
