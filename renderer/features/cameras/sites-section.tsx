import { ActionIcon, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../shared/schemas/site.ts';
import { useClient, usePlaces } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import classes from './cameras-page.module.css';
import { SiteForm } from './site-form.tsx';

/** Places with cameras: add, change, remove. */
export function SitesSection({ mayEdit }: { readonly mayEdit: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const sites = usePlaces((places) => places.sites);
  const [editing, setEditing] = useState<Site | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Site | null>(null);
  return (
    <Stack component="section" gap="xs" mt="xl">
      <Group justify="space-between">
        <Title order={4}>{t('cameras.sites')}</Title>
        {mayEdit ? (
          <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} onClick={() => setEditing('new')}>
            {t('sites.add')}
          </Button>
        ) : null}
      </Group>
      {sites.length === 0 ? <Text c="dimmed">{t('sites.empty')}</Text> : null}
      {sites.map((site) => (
        <div key={site.id} className={classes.site}>
          <Text fw={600}>{site.name}</Text>
          <Text size="sm" c="dimmed" flex={1} truncate>
            {site.address}
          </Text>
          {mayEdit ? (
            <>
              <ActionIcon variant="subtle" color="gray" onClick={() => setEditing(site)} aria-label={`${t('common.edit')}: ${site.name}`}>
                <IconPencil size={18} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="red" onClick={() => setDeleting(site)} aria-label={`${t('common.delete')}: ${site.name}`}>
                <IconTrash size={18} />
              </ActionIcon>
            </>
          ) : null}
        </div>
      ))}
      {editing ? <SiteForm site={editing === 'new' ? null : editing} onClose={() => setEditing(null)} /> : null}
      {deleting ? (
        <ConfirmDialog
          title={t('sites.deleteTitle', { name: deleting.name })}
          text={t('sites.deleteText')}
          action={t('common.delete')}
          onClose={() => setDeleting(null)}
          onConfirm={() => client.call('sites.delete', { id: deleting.id })}
        />
      ) : null}
    </Stack>
  );
}
