import { Button, Stack, TagsInput, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { netSchema } from '../../../shared/schemas/network.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useTell } from '../settings/use-tell.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Addresses that are let in. */
export function NetworkSection() {
  const { t } = useTranslation();
  const client = useClient();
  const tell = useTell();
  const stored = useAnswer(useCallback(() => client.call('network.settings', {}), [client]));
  const [edited, setEdited] = useState<string[] | null>(null);
  const nets = edited ?? stored.value?.allowedNets ?? [];
  const wrong = nets.find((net) => !netSchema.safeParse(net).success);
  const save = () =>
    tell(async () => {
      stored.set(await client.call('network.update', { allowedNets: nets }));
      setEdited(null);
    }, t('audit.network.saved'));
  return (
    <Stack gap="xs">
      <Title order={4}>{t('audit.network.title')}</Title>
      <FailureAlert error={stored.error} />
      <TagsInput
        label={t('audit.network.label')}
        description={t('audit.network.hint')}
        maxTags={200}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        disabled={stored.value === null}
        value={nets}
        onChange={setEdited}
        error={wrong === undefined ? null : t('audit.network.invalid', { net: wrong })}
      />
      <Button onClick={() => void save()} disabled={edited === null || wrong !== undefined} style={{ alignSelf: 'start' }}>
        {t('common.save')}
      </Button>
    </Stack>
  );
}
