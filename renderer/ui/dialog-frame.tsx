import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../app/i18n/use-error-text.ts';

export interface DialogFrameProps {
  readonly title: string;
  readonly action: string;
  readonly disabled: boolean;
  readonly onClose: () => void;
  /** A refusal is shown in the dialog, which stays open. */
  readonly onSubmit: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** A form in a dialog that says why it was refused. */
export function DialogFrame({ title, action, disabled, onClose, onSubmit, children }: DialogFrameProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onSubmit();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          {children}
          {failure ? (
            <Alert color="red" role="alert">
              {errorText(failure)}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={disabled}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
