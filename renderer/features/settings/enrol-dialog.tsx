import { Alert, Button, Center, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/state/console-context.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { CodeField } from '../auth/code-field.tsx';
import { useProofFailure } from './use-proof-failure.ts';

export interface EnrolDialogProps {
  readonly onClose: () => void;
  /** The second step is on; these are its recovery codes. */
  readonly onDone: (recoveryCodes: readonly string[]) => void;
}

/** Sets the second step up: password, then the authenticator's secret, then its first code. */
export function EnrolDialog({ onClose, onDone }: EnrolDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const failureText = useProofFailure();
  const [secret, setSecret] = useState<{ readonly secret: string; readonly uri: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const step = async (form: FormData) => {
    if (secret) onDone((await client.call('auth.confirmTotp', { code: String(form.get('code') ?? '') })).recoveryCodes);
    else setSecret(await client.call('auth.beginTotp', { password: String(form.get('password') ?? '') }));
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await step(new FormData(event.currentTarget));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('accounts.secondStep.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {secret ? (
            <>
              <Text size="sm">{t('accounts.secondStep.scan')}</Text>
              <Center>
                <QrCode text={secret.uri} label={t('accounts.secondStep.scan')} />
              </Center>
              <CopyField label={t('accounts.secondStep.secret')} text={secret.secret} />
              <CodeField name="code" description={null} data-autofocus autoFocus />
            </>
          ) : (
            <PasswordInput label={t('account.current')} name="password" autoComplete="current-password" required data-autofocus />
          )}
          {failure ? (
            <Alert color="red" role="alert">
              {failureText(failure)}
            </Alert>
          ) : null}
          <Button type="submit" loading={busy}>
            {t(secret ? 'accounts.secondStep.confirm' : 'accounts.secondStep.next')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
