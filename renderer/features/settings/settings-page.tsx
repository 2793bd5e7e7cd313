import { Tabs, Title } from '@mantine/core';
import {
  IconActivity,
  IconAddressBook,
  IconBell,
  IconListCheck,
  IconScan,
  IconSend,
  IconUser,
  IconUsers,
  IconVideo,
  IconWorld,
} from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate, useRoute } from '../../app/router/use-route.ts';
import { useMay, useSession } from '../../app/state/console-context.tsx';
import { AuditPanel } from '../audit/audit-panel.tsx';
import { ChannelsPanel } from '../channels/channels-panel.tsx';
import { RecorderPanel } from '../recordings/settings/recorder-panel.tsx';
import { RemoteAccessPanel } from '../remote-access/remote-access-panel.tsx';
import { ContactsPanel } from '../contacts/contacts-panel.tsx';
import { AccountPanel } from './account-panel.tsx';
import { ConsolePanel } from './console-panel.tsx';
import { DetectionPanel } from './detection-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import classes from './settings-page.module.css';
import { UsersPanel } from './users-panel.tsx';

const tabs = ['contacts', 'channels', 'remote', 'detection', 'recording', 'health', 'console', 'users', 'audit', 'account'] as const;
const ownTexts = { remote: 'remoteAccess.tab', recording: 'recorder.tab', audit: 'audit.tab' } as const;
type TabName = (typeof tabs)[number];
const icons = {
  contacts: IconAddressBook,
  channels: IconSend,
  remote: IconWorld,
  detection: IconScan,
  recording: IconVideo,
  health: IconActivity,
  console: IconBell,
  users: IconUsers,
  audit: IconListCheck,
  account: IconUser,
};

export function SettingsPage({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const { id } = useRoute();
  const isAdmin = useMay('admin');
  const isOperator = useMay('operator');
  const seesAll = useSession((session) => session.user?.reach.all === true);
  const shown = tabs.filter((name) =>
    name === 'users' || name === 'audit' ? isAdmin : name === 'contacts' || name === 'channels' ? isOperator && seesAll : true,
  );
  const tab: TabName = shown.find((name) => name === id) ?? 'detection';
  // On a phone the tabs are one row that scrolls: the chosen one must be in sight.
  const showTab = useCallback((chosen: HTMLButtonElement | null) => chosen?.scrollIntoView({ block: 'nearest', inline: 'center' }), []);
  return (
    <div className={classes.page}>
      <Title order={3} mb="sm">
        {t('settings.title')}
      </Title>
      <Tabs value={tab} onChange={(name) => navigate('settings', name)} keepMounted={false}>
        <Tabs.List className={classes.tabs ?? ''}>
          {shown.map((name) => {
            const Icon = icons[name];
            return (
              <Tabs.Tab key={name} value={name} ref={name === tab ? showTab : null} leftSection={<Icon size={16} aria-hidden="true" />}>
                {t(tabText(name))}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <TabContent tab={tab} onHelp={onHelp} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function tabText(name: TabName) {
  return name === 'remote' || name === 'recording' || name === 'audit' ? ownTexts[name] : (`settings.tab.${name}` as const);
}

function TabContent({ tab, onHelp }: { readonly tab: TabName; readonly onHelp: () => void }) {
  switch (tab) {
    case 'contacts':
      return <ContactsPanel />;
    case 'channels':
      return <ChannelsPanel />;
    case 'detection':
      return <DetectionPanel />;
    case 'recording':
      return <RecorderPanel />;
    case 'health':
      return <HealthPanel />;
    case 'console':
      return <ConsolePanel onHelp={onHelp} />;
    case 'remote':
      return <RemoteAccessPanel />;
    case 'users':
      return <UsersPanel />;
    case 'audit':
      return <AuditPanel />;
    case 'account':
      return <AccountPanel />;
  }
}
