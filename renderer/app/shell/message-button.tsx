import { ActionIcon, Button, Popover, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMessage } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../i18n/use-error-text.ts';
import { useClient, useMay } from '../state/console-context.tsx';

/** Says something to every console. */
export function MessageButton() {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const maySend = useMay('responder');
  const [opened, popover] = useDisclosure(false);
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      await client.call('messages.send', { text });
      setText('');
      popover.close();
    } catch (error) {
      setFailure(error);
    }
  };
  if (!maySend) return null;
  return (
    <Popover opened={opened} onChange={(open) => !open && popover.close()} position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" onClick={popover.toggle} aria-label={t('message.send')}>
          <IconMessage size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={(event) => void send(event)}>
          <Stack gap="xs">
            <Textarea
              label={t('message.send')}
              placeholder={t('message.placeholder')}
              autosize
              minRows={2}
              maxLength={1000}
              data-autofocus
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
            {failure ? (
              <Text size="sm" c="red.4" role="alert">
                {errorText(failure)}
              </Text>
            ) : null}
            <Button type="submit" size="xs" disabled={!text.trim()}>
              {t('message.submit')}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
