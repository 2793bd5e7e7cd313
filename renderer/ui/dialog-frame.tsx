import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from './failure-alert.tsx';

export interface DialogFrameProps {
  readonly title: string;
  readonly action: string;
  readonly disabled?: boolean;
  /** It cannot be taken back: the action is red, and to cancel is what Enter does. */
  readonly dangerous?: boolean;
  readonly onClose: () => void;
  /** A failure is shown in the dialog, which stays open until `onClose` is called. */
  readonly onSubmit: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** A form in a dialog that says why it was refused. */
export function DialogFrame({ title, action, disabled = false, dangerous = false, onClose, onSubmit, children }: DialogFrameProps) {
  const { t } = useTranslation();
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
    <Modal opened onClose={onClose} title={title} centered={dangerous} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form noValidate onSubmit={(event) => void send(event)}>
        <Stack>
          {children}
          <FailureAlert error={failure} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus={dangerous || undefined}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" {...(dangerous && { color: 'red' })} loading={busy} disabled={disabled}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
