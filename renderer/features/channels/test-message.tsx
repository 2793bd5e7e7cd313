import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChannelName, languageSchema } from '../../../shared/schemas/notification.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';

export interface TestMessageProps {
  readonly channel: ChannelName;
  /** Where to; null = the person enters it. */
  readonly address: string | null;
  readonly placeholder?: string;
  readonly disabled: boolean;
  readonly onDone: () => void;
}

/** Sends a test and says at once what the service said. */
export function TestMessage({ channel, address, placeholder = '', disabled, onDone }: TestMessageProps) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const [entered, setEntered] = useState('');
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<{ readonly failure: unknown } | null>(null);
  const target = (address ?? entered).trim();
  const send = async () => {
    setSending(true);
    setOutcome(null);
    try {
      await client.call('channels.test', { channel, address: target, language: languageSchema.catch('en').parse(i18n.language) });
      setOutcome({ failure: null });
    } catch (failure) {
      setOutcome({ failure });
    } finally {
      setSending(false);
      onDone();
    }
  };
  return (
    <Stack gap="xs">
      <Group align="end" gap="xs">
        {address === null ? (
          <TextInput
            flex="1 1 220px"
            label={t('channelSetup.testTo')}
            placeholder={placeholder}
            maxLength={300}
            value={entered}
            onChange={({ currentTarget }) => setEntered(currentTarget.value)}
          />
        ) : null}
        <Button variant="default" loading={sending} disabled={disabled || target === ''} onClick={() => void send()}>
          {t('channelSetup.test')}
        </Button>
      </Group>
      {outcome ? (
        <Alert color={outcome.failure ? 'red' : 'green'} role="status">
          {outcome.failure ? errorText(outcome.failure) : t('channelSetup.testSent')}
        </Alert>
      ) : null}
    </Stack>
  );
}
