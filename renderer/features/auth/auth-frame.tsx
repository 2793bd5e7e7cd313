import { Center, Paper, Stack, Title } from '@mantine/core';
import { IconShieldHalf } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { LanguageSelect } from '../../ui/language-select.tsx';

/** What stands around the pages before the console: sign-in and one-time links. */
export function AuthFrame({ children }: { readonly children: ReactNode }) {
  return (
    <Center component="main" h="100dvh" p="md" style={{ overflow: 'auto' }}>
      <Paper withBorder p="xl" w="100%" maw={400} my="auto" bg="var(--sentra-panel)">
        <Stack>
          <Title order={2} display="flex" style={{ gap: 10, alignItems: 'center', letterSpacing: '0.08em' }}>
            <IconShieldHalf size={30} color="var(--mantine-color-cyan-5)" aria-hidden="true" />
            SENTRA
          </Title>
          {children}
          <LanguageSelect />
        </Stack>
      </Paper>
    </Center>
  );
}
