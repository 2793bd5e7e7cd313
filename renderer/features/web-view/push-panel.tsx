import { ActionIcon, Alert, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushDevice } from '../../../shared/schemas/push.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient, usePreferences, useSession } from '../../app/state/console-context.tsx';
import { useNow } from '../../ui/use-now.ts';
import { deviceName, ownDeviceId, pushObstacle, subscribe, unsubscribe } from './push-subscription.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Web Push on this device, and the person's other devices that get it. */
export function PushPanel() {
  const { t } = useTranslation();
  const client = useClient();
  const language = usePreferences((preferences) => preferences.language);
  const connected = useSession(({ connection }) => connection === 'connected');
  const [devices, setDevices] = useState<readonly PushDevice[] | null>(null);
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const obstacle = pushObstacle();
  const own = devices?.find(({ id }) => id === ownDeviceId());

  const read = useCallback(() => client.call('push.list', {}).then(setDevices, setFailure), [client]);
  useEffect(() => {
    if (connected && obstacle !== 'desktop') void read();
  }, [connected, obstacle, read]);
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    await work().catch(setFailure);
    await read();
    setBusy(false);
  };

  if (obstacle === 'desktop') return <Text c="dimmed">{t('webView.push.desktop')}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm" fw={500}>
        {t('webView.push.title')}
      </Text>
      {obstacle ? <Alert color="yellow">{t(`webView.push.${obstacle}`)}</Alert> : null}
      <Switch
        size="md"
        label={t('webView.push.notify')}
        description={own ? t('webView.push.help') : `${t('webView.push.help')} ${t('webView.push.ask')}`}
        checked={own !== undefined}
        disabled={busy || !connected || (obstacle !== null && !own)}
        onChange={({ target }) =>
          void act(() =>
            target.checked
              ? subscribe(client, name.trim() || deviceName(navigator.userAgent), language)
              : own
                ? unsubscribe(client, own.id)
                : Promise.resolve(),
          )
        }
      />
      {own || obstacle ? null : (
        <TextInput label={t('webView.push.device')} maxLength={60} value={name} onChange={({ target }) => setName(target.value)} />
      )}
      <FailureAlert error={failure} />
      <Text size="sm" fw={500}>
        {t('webView.push.devices')}
      </Text>
      {devices?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('webView.push.none')}
        </Text>
      ) : null}
      {devices?.map((device) => (
        <DeviceRow
          key={device.id}
          device={device}
          own={device.id === own?.id}
          onRemove={() => void act(() => unsubscribe(client, device.id))}
        />
      ))}
    </Stack>
  );
}

function DeviceRow({ device, own, onRemove }: { readonly device: PushDevice; readonly own: boolean; readonly onRemove: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow(60_000);
  const delivered = device.lastDeliveredAtMs;
  return (
    <Group wrap="nowrap" justify="space-between">
      <div>
        <Text size="sm">
          {device.device}{' '}
          {own ? (
            <Text span c="cyan">
              ({t('webView.push.thisOne')})
            </Text>
          ) : null}
        </Text>
        <Text size="xs" c="dimmed">
          {t('webView.push.since', { time: format.timeOrDate(device.createdAtMs, nowMs) })} ·{' '}
          {delivered === null ? t('webView.push.never') : t('webView.push.delivered', { time: format.timeOrDate(delivered, nowMs) })}
        </Text>
      </div>
      <ActionIcon variant="subtle" color="red" size={44} onClick={onRemove} aria-label={t('webView.push.remove', { name: device.device })}>
        <IconTrash size={18} />
      </ActionIcon>
    </Group>
  );
}
