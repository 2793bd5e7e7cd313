import { Alert, MultiSelect, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type User, wholeReach } from '../../../shared/schemas/user.ts';
import { useClient, usePlaces } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';

export interface ReachDialogProps {
  readonly user: User;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Which sites and cameras a user may see and act on. */
export function ReachDialog({ user, onClose, onDone }: ReachDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const cameras = usePlaces((places) => places.cameras) ?? [];
  const sites = usePlaces((places) => places.sites) ?? [];
  const { reach } = user;
  const [all, setAll] = useState(reach.all);
  const [siteIds, setSiteIds] = useState(reach.all ? [] : reach.siteIds);
  const [cameraIds, setCameraIds] = useState(reach.all ? [] : reach.cameraIds);
  const save = async () => {
    await client.call('users.update', { id: user.id, reach: all ? wholeReach : { all: false, siteIds, cameraIds } });
    onDone();
    onClose();
  };
  const options = (places: readonly { id: string; name: string }[]) => places.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <DialogFrame title={t('audit.reach.title', { name: user.username })} action={t('common.save')} onClose={onClose} onSubmit={save}>
      <Radio.Group value={all ? 'all' : 'some'} onChange={(value) => setAll(value === 'all')} description={t('audit.reach.hint')}>
        <Stack gap="xs" mt="xs">
          <Radio value="all" label={t('audit.reach.all')} />
          <Radio value="some" label={t('audit.reach.some')} />
        </Stack>
      </Radio.Group>
      {all ? null : (
        <>
          <MultiSelect label={t('audit.reach.sites')} searchable data={options(sites)} value={siteIds} onChange={setSiteIds} />
          <MultiSelect label={t('audit.reach.cameras')} searchable data={options(cameras)} value={cameraIds} onChange={setCameraIds} />
          {siteIds.length + cameraIds.length === 0 ? <Alert color="yellow">{t('audit.reach.none', { name: user.username })}</Alert> : null}
        </>
      )}
    </DialogFrame>
  );
}
