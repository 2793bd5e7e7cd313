import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConsole, usePreferences } from '../app/state/console-context.tsx';
import { languages } from '../app/state/preferences-store.ts';

const names = { en: 'English', id: 'Bahasa Indonesia', ru: 'Русский' };

export function LanguageSelect() {
  const { t } = useTranslation();
  const { preferences } = useConsole();
  const language = usePreferences((state) => state.language);
  return (
    <SegmentedControl
      aria-label={t('settings.language')}
      fullWidth
      size="xs"
      value={language}
      onChange={(value) => preferences.setState({ language: value })}
      data={languages.map((value) => ({ value, label: names[value] }))}
    />
  );
}
