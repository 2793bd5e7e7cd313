import { Text } from '@mantine/core';
import { DialogFrame } from './dialog-frame.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onClose: () => void;
  /** A failure is shown in the dialog. */
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be taken back. Mounted while it is asked. */
export function ConfirmDialog({ title, text, action, onClose, onConfirm }: ConfirmDialogProps) {
  return (
    <DialogFrame dangerous title={title} action={action} onClose={onClose} onSubmit={() => onConfirm().then(onClose)}>
      <Text>{text}</Text>
    </DialogFrame>
  );
}
