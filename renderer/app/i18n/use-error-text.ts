import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import { cameraCauseSchema } from '../../../shared/schemas/camera.ts';
import { remoteProblemSchema } from '../../../shared/schemas/remote-archive.ts';

/** A failure in the person's language; a camera's by its cause, the archive's by its problem. */
export function errorText(t: TFunction, error: unknown): string {
  if (!(error instanceof AppError)) return t('error.unknown');
  const archive = remoteProblemSchema.safeParse(error.details?.archive);
  if (archive.success) return t('remoteArchive.cannot', { words: t(`remoteArchive.problem.${archive.data}`) });
  const cause = cameraCauseSchema.safeParse(error.details?.cause);
  return cause.success ? t(`cause.${cause.data}`) : t(`error.${error.code}`, { message: error.message });
}

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback((error: unknown) => errorText(t, error), [t]);
}
