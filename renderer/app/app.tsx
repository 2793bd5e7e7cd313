import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { i18n as I18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { LinkPage } from '../features/auth/link-page.tsx';
import { SignInPage } from '../features/auth/sign-in-page.tsx';
import { useOpenedLink } from '../features/auth/use-opened-link.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Shell } from './shell/shell.tsx';
import { ConsoleContext, type ConsoleParts, useSession } from './state/console-context.tsx';
import { theme } from './theme.ts';

export function App({ i18n, parts }: { readonly i18n: I18n; readonly parts: ConsoleParts }) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} forceColorScheme="dark">
        <Notifications position="top-right" zIndex={500} />
        <ErrorBoundary>
          <ConsoleContext value={parts}>
            <Gate />
          </ConsoleContext>
        </ErrorBoundary>
      </MantineProvider>
    </I18nextProvider>
  );
}

function Gate() {
  const signedOut = useSession(({ connection }) => connection === 'signed_out');
  const link = useOpenedLink();
  if (link) return <LinkPage key={link.token} opened={link} />;
  return signedOut ? <SignInPage /> : <Shell />;
}
