import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import type { Credentials } from '../../app/bridge/sign-in.ts';
import { useConsole } from '../../app/state/console-context.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { CodeField } from './code-field.tsx';
import { useSignInFailure } from './use-sign-in-failure.ts';

/** Name and password, then the code for those who have a second step. */
export function SignInPage() {
  const { t } = useTranslation();
  const { model, alarm } = useConsole();
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  /** Right name and password that lack the code. */
  const [first, setFirst] = useState<Credentials | null>(null);
  const failureText = useSignInFailure(first !== null);

  const signIn = async (credentials: Credentials) => {
    setBusy(true);
    setFailure(null);
    // This click is the gesture browsers want before a page may make a sound.
    void alarm.unlock();
    try {
      await model.bridge.signIn(credentials);
    } catch (error) {
      if (needsCode(error) && !credentials.code) setFirst(credentials);
      else setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    void signIn(first ? { ...first, code: text('code') } : { username: text('username').trim(), password: text('password') });
  };
  const startAgain = () => {
    setFirst(null);
    setFailure(null);
  };

  return (
    <AuthFrame>
      <form onSubmit={submit}>
        <Stack>
          {first ? <CodeField name="code" autoFocus /> : <NameAndPassword />}
          {failure ? (
            <Alert color="red" role="alert">
              {failureText(failure)}
            </Alert>
          ) : null}
          <Button type="submit" loading={busy}>
            {t('signIn.submit')}
          </Button>
          {first ? (
            <Button variant="subtle" onClick={startAgain}>
              {t('accounts.back')}
            </Button>
          ) : (
            <Text size="xs" c="dimmed">
              {t('signIn.hint')} {t('accounts.forgot')}
            </Text>
          )}
        </Stack>
      </form>
    </AuthFrame>
  );
}

function NameAndPassword() {
  const { t } = useTranslation();
  return (
    <>
      <TextInput label={t('signIn.username')} name="username" autoComplete="username" defaultValue="admin" required autoFocus />
      <PasswordInput label={t('signIn.password')} name="password" autoComplete="current-password" required />
    </>
  );
}

function needsCode(error: unknown): boolean {
  return error instanceof AppError && error.details?.needs === 'code';
}
