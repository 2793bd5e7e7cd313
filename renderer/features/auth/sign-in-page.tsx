import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconShieldHalf } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import { useConsole } from '../../app/state/console-context.tsx';
import { LanguageSelect } from '../../ui/language-select.tsx';

export function SignInPage() {
  const { t } = useTranslation();
  const { model, alarm } = useConsole();
  const [failure, setFailure] = useState<'wrong' | 'limited' | 'unreachable' | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    // This click is the gesture browsers want before a page may make a sound.
    void alarm.unlock();
    try {
      await model.bridge.signIn({ username: String(form.get('username') ?? '').trim(), password: String(form.get('password') ?? '') });
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w="100%" maw={400} bg="var(--sentra-panel)">
        <form onSubmit={(event) => void submit(event)}>
          <Stack>
            <Title order={2} display="flex" style={{ gap: 10, alignItems: 'center', letterSpacing: '0.08em' }}>
              <IconShieldHalf size={30} color="var(--mantine-color-cyan-5)" aria-hidden="true" />
              SENTRA
            </Title>
            <TextInput label={t('signIn.username')} name="username" autoComplete="username" defaultValue="admin" required autoFocus />
            <PasswordInput label={t('signIn.password')} name="password" autoComplete="current-password" required />
            {failure ? (
              <Alert color="red" role="alert">
                {t(`signIn.${failure}`)}
              </Alert>
            ) : null}
            <Button type="submit" loading={busy}>
              {t('signIn.submit')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('signIn.hint')}
            </Text>
            <LanguageSelect />
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

function failureOf(error: unknown): 'wrong' | 'limited' | 'unreachable' {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'rate_limited') return 'limited';
  return error.code === 'unauthenticated' || error.code === 'invalid_input' ? 'wrong' : 'unreachable';
}
