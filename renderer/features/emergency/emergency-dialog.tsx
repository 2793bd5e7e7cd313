import { Alert, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { usePlaces } from '../../app/state/console-context.tsx';
import { HoldButton } from '../../ui/hold-button.tsx';
import { useNarrow } from '../../ui/use-width.ts';
import { type CallState, useEmergencyCall } from './use-emergency-call.ts';

/** Calls for help: hold the button; everything else may stay empty. */
export function EmergencyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const cameras = usePlaces((places) => places.cameras) ?? [];
  const [text, setText] = useState('');
  const [location, setLocation] = useState('');
  const [cameraId, setCameraId] = useState<string | null>(null);
  const { state, send } = useEmergencyCall();
  const busy = state.step === 'sending' || state.step === 'retrying';
  return (
    <Modal opened onClose={onClose} title={t('emergency.title')} fullScreen={narrow} centered zIndex={450} closeOnClickOutside={false}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('emergency.hint')}
        </Text>
        <HoldButton
          label={t(state.step === 'sent' ? 'emergency.again' : 'emergency.hold')}
          holdingLabel={t('emergency.holding')}
          disabled={busy}
          onHeld={() => send({ text, location, cameraId })}
        />
        <CallProgress state={state} />
        <TextInput label={t('emergency.text')} maxLength={1000} value={text} onChange={({ target }) => setText(target.value)} />
        <TextInput label={t('emergency.location')} maxLength={200} value={location} onChange={({ target }) => setLocation(target.value)} />
        <Select
          label={t('emergency.camera')}
          data={cameras.map(({ id, name }) => ({ value: id, label: name }))}
          value={cameraId}
          onChange={setCameraId}
          clearable
          searchable
          comboboxProps={{ zIndex: 460 }}
        />
      </Stack>
    </Modal>
  );
}

function CallProgress({ state }: { readonly state: CallState }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  switch (state.step) {
    case 'idle':
      return null;
    case 'sending':
      return <Alert color="yellow">{t('emergency.sending')}</Alert>;
    case 'retrying':
      return (
        <Alert color="red" role="alert">
          {t('emergency.retrying')}
        </Alert>
      );
    case 'refused':
      return (
        <Alert color="red" role="alert">
          {t('emergency.refused', { reason: errorText(state.error) })}
        </Alert>
      );
    case 'sent':
      return (
        <Alert color="green" role="status">
          {t('emergency.sent')} {state.takenBy ? t('emergency.taken', { name: state.takenBy }) : null}
        </Alert>
      );
  }
}
