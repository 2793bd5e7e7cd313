import { Switch } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useTell } from './use-tell.ts';

/** What the station asks of accounts; for administrators. */
export function AccountRules() {
  const { t } = useTranslation();
  const client = useClient();
  const tell = useTell();
  const rules = useAnswer(useCallback(() => client.call('users.rules', {}), [client]));
  const demand = (adminsNeedTotp: boolean) =>
    tell(async () => rules.set(await client.call('users.updateRules', { adminsNeedTotp })), t('common.saved'));
  return (
    <Switch
      label={t('accounts.users.rule')}
      description={t('accounts.users.ruleHelp')}
      disabled={!rules.value}
      checked={rules.value?.adminsNeedTotp ?? false}
      onChange={(event) => void demand(event.currentTarget.checked)}
    />
  );
}
