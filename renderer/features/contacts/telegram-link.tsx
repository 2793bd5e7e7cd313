import { Alert, Anchor, Button, Image, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { toDataURL } from 'qrcode';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../shared/schemas/notification.ts';
import type { TelegramCode } from '../../../shared/schemas/telegram.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const lookEveryMs = 2_000;
const chatsOf = (contact: Contact | undefined) =>
  contact?.addresses.filter(({ channel }) => channel === 'telegram').map(({ address }) => address) ?? [];

export interface TelegramLinkProps {
  readonly contact: Contact;
  /** The chat was linked: the contact has another address now. */
  readonly onLinked: (contact: Contact) => void;
}

/** Links a Telegram chat to a contact: shows a one-time code, and waits until somebody has sent it to the bot. */
export function TelegramLink({ contact, onLinked }: TelegramLinkProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [code, setCode] = useState<TelegramCode | null>(null);
  const [linked, setLinked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const create = async () => {
    setFailure(null);
    setLinked(false);
    await client.call('telegram.createCode', { contactId: contact.id }).then(setCode, setFailure);
  };
  const look = async () => {
    const now = (await client.call('contacts.list', {})).find(({ id }) => id === contact.id);
    if (!now || !chatsOf(now).some((chat) => !chatsOf(contact).includes(chat))) return;
    setLinked(true);
    setCode(null);
    onLinked(now);
  };
  const interval = useInterval(() => void look().catch(setFailure), lookEveryMs);
  const waiting = code !== null;
  useEffect(() => {
    if (waiting) interval.start();
    return interval.stop;
  }, [waiting, interval.start, interval.stop]);
  return (
    <Stack gap="xs">
      {code ? <CodeCard code={code} onNew={() => void create()} /> : null}
      {linked ? <Alert color="green">{t('telegram.linked')}</Alert> : null}
      <FailureAlert error={failure} />
      {code ? null : (
        <Button w="fit-content" size="xs" variant="default" onClick={() => void create()}>
          {t('telegram.link')}
        </Button>
      )}
    </Stack>
  );
}

function CodeCard({ code: { code, url, expiresAtMs }, onNew }: { readonly code: TelegramCode; readonly onNew: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [qr, setQr] = useState<string | null>(null);
  const [expired, setExpired] = useState(false);
  useEffect(() => {
    setExpired(false);
    const timer = setTimeout(() => setExpired(true), Math.max(0, expiresAtMs - Date.now()));
    return () => clearTimeout(timer);
  }, [expiresAtMs]);
  useEffect(() => {
    let current = true;
    setQr(null);
    // Without a picture the line to send is still there.
    if (url)
      toDataURL(url, { margin: 2, width: 220 }).then(
        (image) => current && setQr(image),
        () => undefined,
      );
    return () => {
      current = false;
    };
  }, [url]);
  if (expired)
    return (
      <Alert color="yellow">
        <Text size="sm">{t('telegram.expired')}</Text>
        <Button mt="xs" size="xs" onClick={onNew}>
          {t('telegram.newCode')}
        </Button>
      </Alert>
    );
  const bot = url ? `@${new URL(url).pathname.slice(1)}` : t('telegram.bot');
  return (
    <Stack gap="xs">
      <Text size="sm">{t('telegram.linkHelp', { bot, time: format.time(expiresAtMs) })}</Text>
      {qr ? <Image src={qr} alt={t('telegram.qr')} w={220} h={220} radius="sm" /> : null}
      <CopyField label={t('telegram.link')} text={`/start ${code}`} />
      {url ? (
        <Anchor size="sm" href={url} target="_blank" rel="noreferrer">
          {t('telegram.openBot')}
        </Anchor>
      ) : null}
      <Text size="sm" c="dimmed" role="status">
        {t('telegram.waiting')}
      </Text>
    </Stack>
  );
}
