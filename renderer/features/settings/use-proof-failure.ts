import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';

/** Why a password or code was not taken from somebody who is signed in, in words. */
export function useProofFailure(): (error: unknown) => string {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'forbidden') return errorText(error);
      return error.details?.needs === 'code' ? t('accounts.codeWrong') : t('account.wrongCurrent');
    },
    [t, errorText],
  );
}
