import { ActionIcon, Autocomplete, Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface ThresholdsFieldProps {
  readonly label: string;
  readonly description?: string;
  /** Class name → score, 0..1. */
  readonly value: Readonly<Record<string, number>>;
  readonly onChange: (value: Record<string, number>) => void;
  /** Class names of the model in use. */
  readonly classes: readonly string[];
  readonly fallback: number;
  readonly disabled?: boolean;
}

/** Score thresholds for some classes, one row each. */
export function ThresholdsField({ label, description, value, onChange, classes, fallback, disabled = false }: ThresholdsFieldProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const add = () => {
    if (!trimmed || trimmed in value) return;
    onChange({ ...value, [trimmed]: fallback });
    setName('');
  };
  const remove = (gone: string) => onChange(Object.fromEntries(Object.entries(value).filter(([key]) => key !== gone)));
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {description ? (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      ) : null}
      {Object.entries(value).map(([key, score]) => (
        <Group key={key} gap="xs" wrap="nowrap">
          <Text size="sm" flex={1} truncate>
            {key}
          </Text>
          <NumberInput
            size="xs"
            w={100}
            aria-label={key}
            min={0}
            max={1}
            step={0.05}
            decimalScale={2}
            clampBehavior="strict"
            disabled={disabled}
            value={score}
            onChange={(next) => onChange({ ...value, [key]: Number(next) || 0 })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={disabled}
            onClick={() => remove(key)}
            aria-label={t('cameras.removeThreshold', { name: key })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs" wrap="nowrap">
        <Autocomplete
          size="xs"
          flex={1}
          aria-label={t('cameras.addThreshold')}
          placeholder={t('cameras.addThreshold')}
          data={classes.filter((item) => !(item in value))}
          value={name}
          onChange={setName}
          disabled={disabled}
          limit={100}
          maxLength={60}
        />
        <Button size="xs" variant="default" onClick={add} disabled={disabled || !trimmed || trimmed in value}>
          +
        </Button>
      </Group>
    </Stack>
  );
}
