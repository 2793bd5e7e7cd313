import { Button, Group, PasswordInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/state/console-context.tsx';
import { AddressCard } from './address-card.tsx';
import { ProviderList } from './provider-list.tsx';
import { type TunnelControl, usePublicAddress, useTunnel } from './use-tunnel.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** The console's public address: one switch, the address with its QR code, the providers. */
export function RemoteAccessPanel() {
  const { t } = useTranslation();
  const isAdmin = useMay('admin');
  const tunnel = useTunnel();
  const told = usePublicAddress();
  const { status, busy, failure } = tunnel;
  const locked = !isAdmin || busy || status?.fixedByEnvironment === true;
  return (
    <Stack gap="lg" maw={720}>
      <Text size="sm" c="dimmed">
        {t('remoteAccess.intro')}
      </Text>
      <FailureAlert error={failure} />
      {status ? (
        <>
          <Switch
            size="md"
            label={t('remoteAccess.switch')}
            description={status.fixedByEnvironment ? t('remoteAccess.fixed') : undefined}
            checked={status.settings.enabled}
            disabled={locked}
            onChange={({ currentTarget }) => void tunnel.change({ enabled: currentTarget.checked })}
          />
          <AddressCard address={told ?? status.address} onRetry={() => void tunnel.retry()} />
          <ProviderList status={status} disabled={locked} onOrder={(order) => void tunnel.change({ order })} />
          {isAdmin ? <ProviderFields tunnel={tunnel} subdomain={status.settings.subdomain ?? ''} /> : null}
        </>
      ) : null}
    </Stack>
  );
}

function ProviderFields({ tunnel, subdomain }: { readonly tunnel: TunnelControl; readonly subdomain: string }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [name, setName] = useState(subdomain);
  return (
    <>
      <Group align="flex-end">
        <PasswordInput
          flex={1}
          label={t('remoteAccess.token')}
          autoComplete="off"
          maxLength={4096}
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
        <Button
          variant="default"
          disabled={!token.trim() || tunnel.busy}
          onClick={() => void tunnel.saveToken(token.trim()).then(() => setToken(''))}
        >
          {t('remoteAccess.tokenSave')}
        </Button>
      </Group>
      <Group align="flex-end">
        <TextInput
          flex={1}
          label={t('remoteAccess.subdomain')}
          description={t('remoteAccess.subdomainHint')}
          maxLength={63}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button
          variant="default"
          disabled={name === subdomain || tunnel.busy}
          onClick={() => void tunnel.change({ subdomain: name.trim() || null })}
        >
          {t('common.save')}
        </Button>
      </Group>
    </>
  );
}
