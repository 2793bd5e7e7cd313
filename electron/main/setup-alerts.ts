import { app, Notification } from 'electron';
import type { AlertMessage } from '../../shared/schemas/incident.ts';
import type { DesktopStation } from './desktop-station.ts';
import type { ShellTexts } from './shell-texts.ts';
import type { ConsoleWindow } from './window/console-window.ts';

export interface AlertOptions {
  readonly events: DesktopStation['events'];
  readonly window: ConsoleWindow;
  readonly texts: ShellTexts;
  readonly icon: string;
}

/** Notifications kept so that a click still finds them: without a reference they are collected and the click does nothing. */
const mostKept = 20;

/**
 * Tells a person who is not looking at the console: a native notification and a flashing task bar until the window has the focus.
 * Whoever has it in front sees the console's own popup instead.
 */
export function setupAlerts({ events, window, texts, icon }: AlertOptions): () => void {
  const shown: Notification[] = [];
  const callForAttention = attentionCaller(window);
  const stop = events.on('receive-message', (alert) => {
    if (alert.kind === 'message' || window.current?.isFocused()) return;
    callForAttention();
    if (!Notification.isSupported()) return;
    const notification = new Notification({ ...wordsOf(alert, alert.kind, texts), icon, urgency: 'critical', timeoutType: 'never' });
    notification.on('click', () => window.show());
    notification.show();
    shown.push(notification);
    if (shown.length > mostKept) shown.shift()?.close();
  });
  return () => {
    stop();
    for (const notification of shown) notification.close();
  };
}

function wordsOf(alert: AlertMessage, kind: Exclude<AlertMessage['kind'], 'message'>, texts: ShellTexts) {
  const confidence = `${Math.round(alert.confidence * 100)} %`;
  const time = new Date(alert.detectedAtMs).toLocaleTimeString();
  return {
    title: texts.alertTitle(texts[kind], alert.cameraName),
    body: [alert.location, confidence, time].filter(Boolean).join(' · '),
  };
}

/** Flashes until the window has the focus; one listener however many alerts come meanwhile. */
function attentionCaller(window: ConsoleWindow): () => void {
  const flashing = new WeakSet<object>();
  return () => {
    app.dock?.bounce('critical');
    const { current } = window;
    if (!current || flashing.has(current)) return;
    flashing.add(current);
    current.flashFrame(true);
    current.once('focus', () => {
      flashing.delete(current);
      current.flashFrame(false);
    });
  };
}
