import { ActionIcon, Anchor, Badge, Group, Paper, Stack, Text, Tooltip } from '@mantine/core';
import { IconKey, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { formatRoute } from '../../app/router/route.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useStationNow } from '../../app/state/use-station-now.ts';

export interface CameraCardProps {
  readonly camera: Camera;
  readonly siteName: string | undefined;
  readonly mayEdit: boolean;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  readonly onRenewToken: () => void;
}

export function CameraCard({ camera, siteName, mayEdit, onEdit, onDelete, onRenewToken }: CameraCardProps) {
  const { t } = useTranslation();
  const { state, analysis } = camera;
  return (
    <Paper component="article" withBorder p="sm" bg="var(--sentra-panel)" aria-label={camera.name}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Stack gap={2} miw={0} flex={1}>
          <Group gap={8} wrap="nowrap">
            <StatusDot status={state.status} label={t(`status.${state.status}`)} />
            <Anchor href={formatRoute({ page: 'live', id: camera.id })} c="inherit" fw={600} truncate>
              {camera.name}
            </Anchor>
          </Group>
          <Text size="sm" c="dimmed" truncate>
            {[siteName, camera.location].filter(Boolean).join(' · ') || t('incidents.noPlace')}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" truncate title={camera.url}>
            {camera.url}
          </Text>
        </Stack>
        {mayEdit ? (
          <Group gap={4} wrap="nowrap">
            {camera.url.toLowerCase().startsWith('push:') ? (
              <Tooltip label={t('cameras.token.renew')}>
                <ActionIcon variant="subtle" color="gray" onClick={onRenewToken} aria-label={`${t('cameras.token.renew')}: ${camera.name}`}>
                  <IconKey size={18} />
                </ActionIcon>
              </Tooltip>
            ) : null}
            <ActionIcon variant="subtle" color="gray" onClick={onEdit} aria-label={`${t('common.edit')}: ${camera.name}`}>
              <IconPencil size={18} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="red" onClick={onDelete} aria-label={`${t('common.delete')}: ${camera.name}`}>
              <IconTrash size={18} />
            </ActionIcon>
          </Group>
        ) : null}
      </Group>
      <CameraStateLine camera={camera} />
      <Group gap={6} mt={8}>
        {state.status === 'live' ? (
          <Badge variant="default" tt="none" size="sm">
            {state.width}×{state.height} · {t('live.fps', { fps: state.fps.toFixed(1) })}
          </Badge>
        ) : null}
        <Badge
          variant="light"
          tt="none"
          size="sm"
          color={state.analysis === 'unavailable' || state.analysis === 'behind' ? 'yellow' : 'gray'}
        >
          {t('cameras.analysis')}: {t(`cameras.analysisState.${state.analysis}`)}
          {analysis.enabled ? ` · ${t('live.fps', { fps: analysis.fps })}` : ''}
        </Badge>
        <Badge variant="light" tt="none" size="sm" color="gray">
          {t('cameras.reconnects')}: {state.reconnects}
        </Badge>
      </Group>
    </Paper>
  );
}

/** What the camera does, since when, and why. */
function CameraStateLine({ camera: { state } }: { readonly camera: Camera }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useStationNow();
  const since = t('live.since', { time: format.timeOrDate(state.sinceMs, nowMs), ago: format.duration(nowMs - state.sinceMs) });
  return (
    <Stack gap={0} mt={6}>
      <Text size="sm">
        {t(`status.${state.status}`)} {since}
      </Text>
      {state.cause && state.status !== 'live' ? (
        <Text size="sm" c="orange.4">
          {t(`cause.${state.cause.code}`)}
        </Text>
      ) : null}
    </Stack>
  );
}
