import { Button, EmptyState } from '@mantine/core';
import { IconVideoPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { navigate } from '../../app/router/use-route.ts';
import { useMay } from '../../app/state/console-context.tsx';

export function NoCameras() {
  const { t } = useTranslation();
  const mayAdd = useMay('operator');
  return (
    <EmptyState py={80} icon={<IconVideoPlus size={44} stroke={1.4} />} title={t('live.none.title')} description={t('live.none.text')}>
      {mayAdd ? (
        <EmptyState.Actions>
          <Button onClick={() => navigate('cameras', 'new')}>{t('cameras.add')}</Button>
        </EmptyState.Actions>
      ) : null}
    </EmptyState>
  );
}
