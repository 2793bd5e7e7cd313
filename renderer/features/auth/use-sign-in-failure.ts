import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';

/** Why the sign-in was refused, in words. `atCode`: the password was right, the code is asked for. */
export function useSignInFailure(atCode: boolean): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof AppError)) return t('error.unknown');
      if (error.code === 'rate_limited') {
        const seconds = error.details?.retryAfterSeconds;
        return seconds ? t('accounts.wait', { seconds }) : t('signIn.limited');
      }
      if (error.code !== 'unauthenticated' && error.code !== 'invalid_input') return t('signIn.unreachable');
      return atCode ? t('accounts.codeWrong') : t('signIn.wrong');
    },
    [t, atCode],
  );
}
