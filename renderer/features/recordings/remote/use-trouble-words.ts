import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteTrouble } from '../../../../shared/schemas/remote-archive.ts';

/** What is wrong with the archive in the person's language, with the service's own word for it. */
export function useTroubleWords(): (trouble: RemoteTrouble) => string {
  const { t } = useTranslation();
  return useCallback(({ problem, detail }) => `${t(`remoteArchive.problem.${problem}`)} (${detail})`, [t]);
}
