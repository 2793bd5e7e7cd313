import { Alert } from '@mantine/core';
import { useErrorText } from '../app/i18n/use-error-text.ts';

export interface FailureAlertProps {
  /** What was caught; null while nothing failed, then nothing is shown. */
  readonly error: unknown;
  readonly title?: string;
}

/** Says in words why something was not done. */
export function FailureAlert({ error, title }: FailureAlertProps) {
  const errorText = useErrorText();
  if (!error) return null;
  return (
    <Alert color="red" role="alert" title={title}>
      {errorText(error)}
    </Alert>
  );
}
