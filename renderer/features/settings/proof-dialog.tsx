import { Alert, Button, Modal, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeField } from '../auth/code-field.tsx';
import { useProofFailure } from './use-proof-failure.ts';

export interface ProofDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** A failure is shown in the dialog. */
  readonly onProve: (proof: { readonly password: string; readonly code: string }) => Promise<void>;
}

/** Asks for password and code once more before something that weakens the account. */
export function ProofDialog({ title, onClose, onProve }: ProofDialogProps) {
  const { t } = useTranslation();
  const failureText = useProofFailure();
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    try {
      await onProve({ password: String(form.get('password') ?? ''), code: String(form.get('code') ?? '') });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <PasswordInput label={t('account.current')} name="password" autoComplete="current-password" required data-autofocus />
          <CodeField name="code" />
          {failure ? (
            <Alert color="red" role="alert">
              {failureText(failure)}
            </Alert>
          ) : null}
          <Button type="submit" loading={busy}>
            {title}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
