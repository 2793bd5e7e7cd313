import { Alert, Badge, Button, Group, PasswordInput, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TelegramSettings, TelegramState } from '../../../shared/schemas/telegram.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const reloadEveryMs = 3_000;

/** Sets up the Telegram bot: its token, whether it is on, and how messages come in. */
export function TelegramForm({ reload }: { readonly reload: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const answer = useAnswer(useCallback(() => client.call('telegram.state', {}), [client]));
  const [failure, setFailure] = useState<unknown>(null);
  useInterval(answer.reload, reloadEveryMs, { autoInvoke: true });
  const change = async (work: () => Promise<unknown>) => {
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(error);
    }
    answer.reload();
    reload();
  };
  const configure = (patch: Partial<TelegramSettings>) => void change(() => client.call('telegram.configure', patch));
  const state = answer.value;
  if (!state) return answer.error ? <FailureAlert error={answer.error} /> : <Text size="sm">{t('common.loading')}</Text>;
  return (
    <Stack gap="sm">
      <BotLine state={state} />
      {state.problem ? <Alert color="yellow">{state.problem}</Alert> : null}
      <TokenField
        origin={state.tokenOrigin}
        onSave={(value) => change(() => client.call('secrets.set', { name: 'telegram-bot-token', value }))}
      />
      <Switch
        label={t('telegram.enabled')}
        checked={state.settings.enabled}
        onChange={({ currentTarget }) => configure({ enabled: currentTarget.checked })}
      />
      <Stack gap={4} role="group" aria-label={t('telegram.mode')}>
        <Text size="sm" fw={500}>
          {t('telegram.mode')}
        </Text>
        <SegmentedControl
          value={state.settings.mode}
          onChange={(mode) => configure({ mode })}
          data={[
            { value: 'polling', label: t('telegram.polling') },
            { value: 'webhook', label: t('telegram.webhook') },
          ]}
        />
        {state.settings.mode === 'webhook' && state.receiving === 'polling' ? (
          <Text size="xs" c="dimmed">
            {t('telegram.webhookFallback')}
          </Text>
        ) : null}
      </Stack>
      <FailureAlert error={failure} />
    </Stack>
  );
}

function BotLine({ state: { bot, receiving } }: { readonly state: TelegramState }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Text size="sm">{bot ? `${t('telegram.bot')}: ${bot.name} (@${bot.username})` : t('telegram.noBot')}</Text>
      <Badge color={receiving ? 'green' : 'gray'} variant="light" tt="none">
        {t(`telegram.receiving.${receiving ?? 'none'}`)}
      </Badge>
    </Group>
  );
}

interface TokenFieldProps {
  readonly origin: TelegramState['tokenOrigin'];
  /** Null = forget it. */
  readonly onSave: (value: string | null) => Promise<void>;
}

/** The token goes in and never comes out again. */
function TokenField({ origin, onSave }: TokenFieldProps) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [saving, setSaving] = useState(false);
  if (origin === 'environment') return <Text size="sm">{t('telegram.tokenFromEnvironment')}</Text>;
  const save = async (value: string | null) => {
    setSaving(true);
    await onSave(value);
    setSaving(false);
    setToken('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim()) void save(token.trim());
      }}
    >
      <Stack gap="xs">
        <PasswordInput
          label={t('telegram.token')}
          description={t(origin === 'settings' ? 'telegram.tokenSet' : 'telegram.tokenHelp')}
          autoComplete="off"
          maxLength={200}
          value={token}
          onChange={({ currentTarget }) => setToken(currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={saving} disabled={!token.trim()}>
            {t('telegram.saveToken')}
          </Button>
          {origin === 'settings' ? (
            <Button size="xs" variant="light" color="red" disabled={saving} onClick={() => void save(null)}>
              {t('telegram.forgetToken')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}
