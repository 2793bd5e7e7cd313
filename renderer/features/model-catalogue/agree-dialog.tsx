import { Alert, Anchor, Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublicModel } from '../../../shared/schemas/model-download.ts';
import facts from '../settings/settings-page.module.css';
import { useSizeText } from './use-size-text.ts';

export interface AgreeDialogProps {
  readonly model: PublicModel;
  readonly onClose: () => void;
  readonly onAgree: (acceptUnverified: boolean) => void;
}

/** Shows what would be downloaded from where under which licence; nothing is fetched before the boxes are ticked. */
export function AgreeDialog({ model, onClose, onAgree }: AgreeDialogProps) {
  const { t } = useTranslation();
  const size = useSizeText();
  const [licence, setLicence] = useState(false);
  const [unverified, setUnverified] = useState(false);
  const asksMore = model.sha256 === null;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('modelCatalogue.agree.title', { name: model.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <dl className={facts.facts}>
          <dt>{t('modelCatalogue.agree.publisher')}</dt>
          <dd>{model.publisher}</dd>
          <dt>{t('modelCatalogue.agree.licence')}</dt>
          <dd>
            {model.licence} –{' '}
            <Anchor href={model.licenceUrl} target="_blank" rel="noreferrer noopener" size="sm">
              {t('modelCatalogue.agree.readLicence')}
            </Anchor>
          </dd>
          <dt>{t('modelCatalogue.agree.address')}</dt>
          <dd>{model.url}</dd>
          <dt>{t('modelCatalogue.agree.size')}</dt>
          <dd>{size(model.bytes)}</dd>
          <dt>{t('modelCatalogue.agree.hash')}</dt>
          <dd>{model.sha256 ?? t('modelCatalogue.agree.hashUnknown')}</dd>
        </dl>
        {model.terms === 'copyleft' ? <Alert color="orange">{t('modelCatalogue.agree.copyleft')}</Alert> : null}
        {asksMore ? <Alert color="orange">{t('modelCatalogue.agree.unverified')}</Alert> : null}
        <Checkbox
          label={t('modelCatalogue.agree.acceptLicence', { licence: model.licence })}
          checked={licence}
          onChange={({ target }) => setLicence(target.checked)}
        />
        {asksMore ? (
          <Checkbox
            label={t('modelCatalogue.agree.acceptUnverified')}
            checked={unverified}
            onChange={({ target }) => setUnverified(target.checked)}
          />
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!licence || (asksMore && !unverified)} onClick={() => onAgree(unverified)}>
            {t('modelCatalogue.download')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
