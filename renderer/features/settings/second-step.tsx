import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { EnrolDialog } from './enrol-dialog.tsx';
import { ProofDialog } from './proof-dialog.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

type Task = { readonly kind: 'enrol' | 'remove' | 'renew' } | { readonly kind: 'codes'; readonly codes: readonly string[] };

/** The second step of the own sign-in: on, off, recovery codes. */
export function SecondStep() {
  const { t } = useTranslation();
  const client = useClient();
  const state = useAnswer(useCallback(() => client.call('auth.secondStep', {}), [client]));
  const [task, setTask] = useState<Task | null>(null);
  const close = () => setTask(null);
  const showCodes = (codes: readonly string[]) => {
    setTask({ kind: 'codes', codes });
    state.reload();
  };
  const remove = async (proof: { readonly password: string; readonly code: string }) => {
    await client.call('auth.removeTotp', proof);
    notifications.show({ color: 'green', message: t('accounts.secondStep.removed') });
    close();
    state.reload();
  };
  const renew = async (proof: { readonly password: string; readonly code: string }) =>
    showCodes((await client.call('auth.renewRecoveryCodes', proof)).recoveryCodes);
  const on = state.value?.enabled === true;
  return (
    <Stack gap="sm">
      <Title order={4}>{t('accounts.secondStep.title')}</Title>
      <FailureAlert error={state.error} />
      {state.value?.required && !on ? <Alert color="yellow">{t('accounts.secondStep.required')}</Alert> : null}
      {state.value ? (
        <Text size="sm">{on ? t('accounts.secondStep.on', { n: state.value.recoveryCodesLeft }) : t('accounts.secondStep.off')}</Text>
      ) : null}
      <Group>
        {on ? (
          <>
            <Button size="xs" variant="default" onClick={() => setTask({ kind: 'renew' })}>
              {t('accounts.secondStep.newCodes')}
            </Button>
            <Button size="xs" variant="light" color="red" onClick={() => setTask({ kind: 'remove' })}>
              {t('accounts.secondStep.turnOff')}
            </Button>
          </>
        ) : (
          <Button size="xs" disabled={!state.value} onClick={() => setTask({ kind: 'enrol' })}>
            {t('accounts.secondStep.setUp')}
          </Button>
        )}
      </Group>
      {task?.kind === 'enrol' ? <EnrolDialog onClose={close} onDone={showCodes} /> : null}
      {task?.kind === 'remove' ? <ProofDialog title={t('accounts.secondStep.turnOff')} onClose={close} onProve={remove} /> : null}
      {task?.kind === 'renew' ? <ProofDialog title={t('accounts.secondStep.newCodes')} onClose={close} onProve={renew} /> : null}
      {task?.kind === 'codes' ? <RecoveryCodesDialog codes={task.codes} onClose={close} /> : null}
    </Stack>
  );
}
