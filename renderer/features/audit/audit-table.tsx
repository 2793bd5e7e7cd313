import { Badge, Code, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../shared/schemas/audit.ts';
import { useFormat } from '../../app/i18n/use-format.ts';

export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  if (entries.length === 0) return <Text c="dimmed">{t('audit.empty')}</Text>;
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table verticalSpacing="xs" horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('audit.when')}</Table.Th>
            <Table.Th>{t('audit.who')}</Table.Th>
            <Table.Th>{t('audit.what')}</Table.Th>
            <Table.Th>{t('audit.outcome')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('audit.from')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <AuditRow key={entry.seq} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = entry.outcome === 'done';
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{format.dateTime(entry.atMs)}</Table.Td>
      <Table.Td>
        {entry.username ?? (
          <Text c="dimmed" size="sm">
            {t('audit.nobody')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{entry.action}</Text>
        {entry.details === '{}' ? null : (
          <details>
            <summary>
              <Text span size="xs" c="dimmed">
                {t('audit.details')}
              </Text>
            </summary>
            <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {entry.details}
            </Code>
          </details>
        )}
      </Table.Td>
      <Table.Td>
        <Badge size="sm" variant="light" color={done ? 'green' : 'orange'} title={entry.outcome}>
          {done ? t('audit.done') : t('audit.refused')}
        </Badge>
      </Table.Td>
      <Table.Td visibleFrom="sm">{entry.address}</Table.Td>
    </Table.Tr>
  );
}
