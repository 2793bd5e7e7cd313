import { Button, MultiSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { webhookEventNameSchema, webhookEventNames } from '../../../shared/schemas/webhook.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const empty = { url: '', secret: '', events: [...webhookEventNames] as string[] };

/** A form for a new webhook. Inside another form no `form` element may stand, so its button saves. */
export function WebhookAdd({ onAdded }: { readonly onAdded: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [values, setValues] = useState(empty);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const add = async () => {
    setSaving(true);
    setFailure(null);
    try {
      const { url, secret, events } = values;
      await client.call('webhooks.register', { url: url.trim(), secret, events: z.array(webhookEventNameSchema).parse(events) });
      setValues(empty);
      onAdded();
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Stack gap="sm" role="group" aria-label={t('channelSetup.addWebhook')}>
      <TextInput
        label={t('channelSetup.url')}
        placeholder="https://example.com/hook"
        maxLength={1000}
        value={values.url}
        onChange={({ currentTarget }) => setValues({ ...values, url: currentTarget.value })}
      />
      <PasswordInput
        label={t('channelSetup.webhookSecret')}
        description={t('channelSetup.webhookSecretHelp')}
        autoComplete="off"
        maxLength={200}
        value={values.secret}
        onChange={({ currentTarget }) => setValues({ ...values, secret: currentTarget.value })}
      />
      <MultiSelect
        label={t('channelSetup.events')}
        data={[...webhookEventNames]}
        value={values.events}
        onChange={(events) => setValues({ ...values, events })}
      />
      <FailureAlert error={failure} />
      <Button w="fit-content" loading={saving} disabled={values.url.trim() === '' || values.secret.length < 16} onClick={() => void add()}>
        {t('channelSetup.addWebhook')}
      </Button>
    </Stack>
  );
}
