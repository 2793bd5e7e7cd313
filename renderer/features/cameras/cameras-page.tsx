import { Button, EmptyState, Group, Text, Title } from '@mantine/core';
import { IconPlus, IconVideoPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { navigate, useRoute } from '../../app/router/use-route.ts';
import { useClient, useMay, usePlaces } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CameraCard } from './camera-card.tsx';
import { CameraFormDrawer } from './camera-form-drawer.tsx';
import classes from './cameras-page.module.css';
import { DeviceTokenModal } from './device-token-modal.tsx';
import { SitesSection } from './sites-section.tsx';

type Question = { readonly ask: 'delete' | 'renew'; readonly camera: Camera };

export function CamerasPage() {
  const { t } = useTranslation();
  const client = useClient();
  const { id } = useRoute();
  const cameras = usePlaces((places) => places.cameras);
  const sites = usePlaces((places) => places.sites);
  const mayEdit = useMay('operator');
  const [question, setQuestion] = useState<Question | null>(null);
  const [token, setToken] = useState<{ readonly camera: Camera; readonly deviceToken: string } | null>(null);
  const subject = !mayEdit || id === null ? null : id === 'new' ? 'new' : (cameras?.find((camera) => camera.id === id) ?? null);

  const answer = async ({ ask, camera }: Question) => {
    if (ask === 'delete') await client.call('cameras.delete', { id: camera.id });
    else setToken({ camera, ...(await client.call('cameras.renewDeviceToken', { id: camera.id })) });
  };

  return (
    <div className={classes.page}>
      <Group justify="space-between" mb="sm">
        <Title order={3}>{t('cameras.title')}</Title>
        {mayEdit ? (
          <Button leftSection={<IconPlus size={16} />} onClick={() => navigate('cameras', 'new')}>
            {t('cameras.add')}
          </Button>
        ) : null}
      </Group>
      {cameras?.length === 0 ? (
        <EmptyState py={40} icon={<IconVideoPlus size={40} stroke={1.4} />} title={t('cameras.empty')} description={t('live.none.text')} />
      ) : null}
      <div className={classes.cards}>
        {cameras?.map((camera) => (
          <CameraCard
            key={camera.id}
            camera={camera}
            siteName={sites.find((site) => site.id === camera.siteId)?.name}
            mayEdit={mayEdit}
            onEdit={() => navigate('cameras', camera.id)}
            onDelete={() => setQuestion({ ask: 'delete', camera })}
            onRenewToken={() => setQuestion({ ask: 'renew', camera })}
          />
        ))}
      </div>
      {cameras ? <SitesSection mayEdit={mayEdit} /> : <Text c="dimmed">{t('common.loading')}</Text>}
      <CameraFormDrawer
        subject={subject}
        onClose={() => navigate('cameras')}
        onToken={(camera, deviceToken) => setToken({ camera, deviceToken })}
      />
      {question ? (
        <ConfirmDialog
          title={question.ask === 'delete' ? t('cameras.deleteTitle', { name: question.camera.name }) : t('cameras.token.renew')}
          text={t(question.ask === 'delete' ? 'cameras.deleteText' : 'cameras.token.renewText')}
          action={t(question.ask === 'delete' ? 'common.delete' : 'cameras.token.renew')}
          onClose={() => setQuestion(null)}
          onConfirm={() => answer(question)}
        />
      ) : null}
      {token ? <DeviceTokenModal {...token} onClose={() => setToken(null)} /> : null}
    </div>
  );
}
