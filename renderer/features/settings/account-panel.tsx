import { Button, Divider, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useConsole, useSession } from '../../app/state/console-context.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondStep } from './second-step.tsx';

/** The signed-in person's own account. */
export function AccountPanel() {
  const { t } = useTranslation();
  const { bridge } = useConsole().model;
  const user = useSession((session) => session.user);
  const errorText = useErrorText();
  const signOut = () => bridge.signOut().catch((error: unknown) => notifications.show({ color: 'red', message: errorText(error) }));
  return (
    <Stack gap="lg" maw={520}>
      {user ? <Text>{t('account.signedInAs', { name: user.username, role: t(`users.roleName.${user.role}`) })}</Text> : null}
      {bridge.kind === 'desktop' ? (
        <Text c="dimmed">{t('account.desktop')}</Text>
      ) : (
        <Button variant="default" w="fit-content" onClick={() => void signOut()}>
          {t('account.signOut')}
        </Button>
      )}
      <Divider />
      <SecondStep />
      <Divider />
      <OwnSessions />
      <Divider />
      <PasswordForm />
    </Stack>
  );
}
