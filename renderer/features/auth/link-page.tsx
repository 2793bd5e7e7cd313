import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { methods } from '../../../shared/contract/methods.ts';
import { AppError } from '../../../shared/errors.ts';
import { passwordSchema, usernameSchema } from '../../../shared/schemas/user.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useConsole } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { AuthFrame } from './auth-frame.tsx';
import { leaveLink, type OpenedLink } from './link-route.ts';

const linkSchema = methods['auth.readLink'].output;
type Link = z.infer<typeof linkSchema>;

/** Where a one-time link leads: join, or choose a new password. */
export function LinkPage({ opened }: { readonly opened: OpenedLink }) {
  const { t } = useTranslation();
  const { bridge } = useConsole().model;
  const errorText = useErrorText();
  const { token } = opened;
  const link = useAnswer(useCallback(async () => linkSchema.parse(await bridge.callPublic('auth.readLink', { token })), [bridge, token]));
  return (
    <AuthFrame>
      {link.value ? <LinkForm token={token} link={link.value} /> : null}
      {link.error ? (
        <>
          <Alert color="red" role="alert">
            {isDead(link.error) ? t('accounts.link.dead') : errorText(link.error)}
          </Alert>
          <Button variant="default" onClick={leaveLink}>
            {t('accounts.link.toSignIn')}
          </Button>
        </>
      ) : null}
      {link.value || link.error ? null : <Text>{t('accounts.link.checking')}</Text>}
    </AuthFrame>
  );
}

function LinkForm({ token, link }: { readonly token: string; readonly link: Link }) {
  const { t } = useTranslation();
  const { bridge } = useConsole().model;
  const format = useFormat();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<unknown>(null);
  const joins = link.kind === 'invitation';
  const form = useForm({
    mode: 'controlled',
    initialValues: { username: '', password: '', repeat: '' },
    validate: {
      username: (name) => (!joins || usernameSchema.safeParse(name).success ? null : t('users.usernameInvalid')),
      password: (password) => (passwordSchema.safeParse(password).success ? null : t('users.passwordShort')),
      repeat: (repeat, { password }) => (repeat === password ? null : t('account.differs')),
    },
  });
  const save = async ({ username, password }: { readonly username: string; readonly password: string }) => {
    setFailure(null);
    try {
      if (joins) {
        await bridge.callPublic('auth.join', { token, username, password });
        await bridge.signIn({ username, password }).catch((error: unknown) => {
          // They are a user now, whatever kept the sign-in: its page is next.
          notifications.show({ color: 'red', message: errorText(error) });
        });
      } else {
        await bridge.callPublic('auth.resetPassword', { token, password });
        notifications.show({ color: 'green', message: t('accounts.link.resetDone') });
      }
      leaveLink();
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') form.setFieldError('username', t('accounts.link.taken'));
      else setFailure(error);
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit(save)}>
      <Stack>
        <Title order={4}>{t(joins ? 'accounts.link.join' : 'accounts.link.reset')}</Title>
        <Text size="sm">
          {joins
            ? t('accounts.link.joinText', { role: t(`users.roleName.${link.role ?? 'viewer'}`) })
            : t('accounts.link.resetText', { name: link.username ?? '' })}
        </Text>
        {joins ? (
          <TextInput
            label={t('signIn.username')}
            description={t('users.usernameInvalid')}
            autoComplete="username"
            autoCapitalize="none"
            required
            autoFocus
            {...form.getInputProps('username')}
          />
        ) : (
          // Password managers file the new password under this name.
          <input type="hidden" autoComplete="username" value={link.username ?? ''} readOnly />
        )}
        <PasswordInput
          label={t('signIn.password')}
          description={t('users.passwordShort')}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        <PasswordInput label={t('account.repeat')} autoComplete="new-password" required {...form.getInputProps('repeat')} />
        {failure ? (
          <Alert color="red" role="alert">
            {isDead(failure) ? t('accounts.link.dead') : errorText(failure)}
          </Alert>
        ) : null}
        <Button type="submit" loading={form.submitting}>
          {t(joins ? 'accounts.link.joinSubmit' : 'accounts.link.resetSubmit')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('accounts.link.expires', { time: format.dateTime(link.expiresAtMs) })}
        </Text>
      </Stack>
    </form>
  );
}

const isDead = (error: unknown) => error instanceof AppError && (error.code === 'not_found' || error.code === 'invalid_input');
