import { Alert, Center, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NewAccountLink } from '../../../shared/schemas/account.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { QrCode } from '../../ui/qr-code.tsx';

/** Shows a one-time link, the only time it can be seen. */
export function LinkDialog({ link, onClose }: { readonly link: NewAccountLink; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const who = link.username ?? t('accounts.users.linkNew', { role: t(`users.roleName.${link.role ?? 'viewer'}`) });
  const title = t('accounts.users.linkTitle', { who });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        <Text size="sm">{t('accounts.users.linkText', { time: format.dateTime(link.expiresAtMs) })}</Text>
        {isLoopback(link.url) ? <Alert color="yellow">{t('accounts.users.loopback')}</Alert> : null}
        <Center>
          <QrCode text={link.url} label={title} />
        </Center>
        <CopyField label={t('accounts.users.linkLabel')} text={link.url} />
      </Stack>
    </Modal>
  );
}

const isLoopback = (url: string) => /^http:\/\/(127\.|localhost|\[::1\])/.test(url);
