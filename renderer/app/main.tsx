import './zod-without-eval.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Alarm } from '../features/incidents/alarm.ts';
import { LiveHub } from '../features/live/live-hub.ts';
import { workerPage } from '../features/web-view/worker-page.ts';
import { App } from './app.tsx';
import { pickBridge } from './bridge/pick-bridge.ts';
import { setupI18n } from './i18n/i18n.ts';
import { createConsoleModel } from './state/console-model.ts';
import { createPreferencesStore } from './state/preferences-store.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');

const preferences = createPreferencesStore(window.localStorage, navigator.languages);
const i18n = await setupI18n(preferences.getState().language);
const model = createConsoleModel(pickBridge(), window.localStorage);
const live = new LiveHub(model.bridge.live, (listener) => model.client.on('observation', listener));
const alarm = new Alarm();

const followPreferences = () => {
  const { language, volume } = preferences.getState();
  alarm.setVolume(volume);
  document.documentElement.lang = language;
  if (i18n.language !== language) void i18n.changeLanguage(language);
};
followPreferences();
preferences.subscribe(followPreferences);
document.addEventListener('visibilitychange', () => live.setPaused(document.visibilityState === 'hidden'));
// The first touch of the page lets later alarms be heard.
for (const gesture of ['pointerdown', 'keydown']) window.addEventListener(gesture, () => void alarm.unlock(), { once: true });

void workerPage.start();
createRoot(root).render(
  <StrictMode>
    <App i18n={i18n} parts={{ model, preferences, live, alarm }} />
  </StrictMode>,
);
