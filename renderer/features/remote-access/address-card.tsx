import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PublicAddress } from '../../../shared/schemas/tunnel.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useMay } from '../../app/state/console-context.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { StatusDot, type StatusDotProps } from '../../ui/status-dot.tsx';
import { useNow } from '../../ui/use-now.ts';

export const addressDots: Record<PublicAddress['state'], StatusDotProps['status']> = {
  off: 'disabled',
  opening: 'connecting',
  checking: 'connecting',
  up: 'live',
  doubtful: 'stale',
  waiting: 'offline',
};

/** State, address and QR code. */
export function AddressCard({ address, onRetry }: { readonly address: PublicAddress; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const mayRetry = useMay('operator');
  const { state, url, provider, problem, nextAttemptAtMs, lastCheckedAtMs } = address;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group gap="xs" role="status">
          <StatusDot status={addressDots[state]} label={t(`remoteAccess.state.${state}`)} />
          <Text fw={600}>{t(`remoteAccess.state.${state}`)}</Text>
          <Text size="sm" c="dimmed">
            {[provider, state === 'off' ? null : t('remoteAccess.since', { time: format.timeOrDate(address.sinceMs, nowMs) })]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Group>
        {url ? (
          <Group align="flex-start" gap="lg">
            <QrCode text={url} label={t('remoteAccess.qr')} />
            <Stack gap="xs" flex={1} miw={240}>
              <CopyField label={t('remoteAccess.address')} text={url} />
              <Text size="xs" c="dimmed">
                {t('remoteAccess.changes')}
              </Text>
              {lastCheckedAtMs ? (
                <Text size="xs" c="dimmed">
                  {t('remoteAccess.checked', { time: format.time(lastCheckedAtMs) })}
                </Text>
              ) : null}
              <VisitorPassword address={address} />
            </Stack>
          </Group>
        ) : null}
        {problem ? (
          <Alert color={state === 'waiting' ? 'red' : 'yellow'}>
            <Text size="sm">{t(`remoteAccess.problem.${problem.code}`, { provider: problem.provider ?? '' })}</Text>
            <Text size="xs" c="dimmed" mt={4}>
              {t('remoteAccess.details')}: {problem.message}
            </Text>
          </Alert>
        ) : null}
        {nextAttemptAtMs && mayRetry ? (
          <Group>
            <Text size="sm" c="dimmed">
              {t('remoteAccess.nextTry', { time: format.duration(Math.max(0, nextAttemptAtMs - nowMs)) })}
            </Text>
            <Button size="compact-sm" variant="default" onClick={onRetry}>
              {t('remoteAccess.retry')}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Paper>
  );
}

function VisitorPassword({ address: { url, visitorPassword } }: { readonly address: PublicAddress }) {
  const { t } = useTranslation();
  if (visitorPassword) return <Alert color="cyan">{t('remoteAccess.visitorPassword', { password: visitorPassword })}</Alert>;
  return url && new URL(url).hostname.endsWith('.loca.lt') ? <Alert color="cyan">{t('remoteAccess.visitorPasswordUnknown')}</Alert> : null;
}
