import { ActionIcon, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type TunnelProviderName, type TunnelStatus, tunnelProviders } from '../../../shared/schemas/tunnel.ts';

export interface ProviderListProps {
  readonly status: TunnelStatus;
  readonly disabled: boolean;
  readonly onOrder: (order: TunnelProviderName[]) => void;
}

/** Which providers are tried, in which order, and what each still needs. */
export function ProviderList({ status, disabled, onOrder }: ProviderListProps) {
  const { t } = useTranslation();
  const { order } = status.settings;
  const all = [...order, ...tunnelProviders.filter((name) => !order.includes(name))];
  const move = (name: TunnelProviderName, by: number) => {
    const at = order.indexOf(name);
    onOrder(order.with(at, order[at + by] ?? name).with(at + by, name));
  };
  const toggle = (name: TunnelProviderName, used: boolean) => onOrder(used ? [...order, name] : order.filter((other) => other !== name));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {t('remoteAccess.order')}
      </Text>
      {all.map((name) => {
        const at = order.indexOf(name);
        const problem = status.providers.find((provider) => provider.name === name)?.problem;
        return (
          <Paper key={name} withBorder p="xs">
            <Group wrap="nowrap" align="flex-start">
              <Checkbox
                mt={3}
                checked={at >= 0}
                disabled={disabled || (at >= 0 && order.length === 1)}
                aria-label={t('remoteAccess.use', { name })}
                onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
              />
              <Stack gap={2} flex={1} miw={0}>
                <Text size="sm" fw={600}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`remoteAccess.provider.${name}`)}
                </Text>
                <Text size="xs" c={problem ? 'yellow.5' : 'green.5'}>
                  {problem ? t(`remoteAccess.problem.${problem.code}`, { provider: name }) : t('remoteAccess.ready')}
                </Text>
              </Stack>
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="default"
                  disabled={disabled || at < 1}
                  aria-label={t('remoteAccess.up', { name })}
                  onClick={() => move(name, -1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  disabled={disabled || at < 0 || at === order.length - 1}
                  aria-label={t('remoteAccess.down', { name })}
                  onClick={() => move(name, 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
              </Group>
            </Group>
          </Paper>
        );
      })}
    </Stack>
  );
}
