import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Why something is locked or unlocked; stands in the audit log. */
export function ReasonField({ value, onChange }: ReasonFieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('evidenceClips.reason')}
      required
      data-autofocus
      maxLength={500}
      autosize
      minRows={2}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
