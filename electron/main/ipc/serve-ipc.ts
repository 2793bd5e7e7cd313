import { ipcMain, type WebContents } from 'electron';
import { desktopChannels } from '../../../shared/contract/desktop-bridge.ts';
import { dispatch, type Reply } from '../../../shared/contract/dispatch.ts';
import { type EventName, events } from '../../../shared/contract/events.ts';
import type { DesktopStation } from '../desktop-station.ts';
import type { IsTrustedSender } from './trusted-sender.ts';

export interface IpcOptions {
  readonly station: DesktopStation;
  readonly isTrustedSender: IsTrustedSender;
  /** The console's page now, or null while there is no window. */
  readonly contents: () => WebContents | null;
}

/**
 * Carries the contract between the window and the station: calls in, events out. Senders that are not the console are refused.
 * @returns a function that takes everything down.
 */
export function serveIpc({ station, isTrustedSender, contents }: IpcOptions): () => void {
  ipcMain.handle(desktopChannels.call, async (event, name: unknown, input: unknown): Promise<Reply> => {
    if (!isTrustedSender(event)) {
      station.log.warn({ from: event.senderFrame?.url ?? 'a closed frame' }, 'refused a call from a foreign sender');
      return { ok: false, error: { code: 'forbidden', message: 'Only the console may call the station.' } };
    }
    return dispatch(station.desk, await station.owner(), name, input);
  });
  const stopEvents = eventNames().map((name) => station.events.on(name, (payload) => send(contents(), name, payload)));
  return () => {
    ipcMain.removeHandler(desktopChannels.call);
    for (const stop of stopEvents) stop();
  };
}

function send(contents: WebContents | null, name: EventName, payload: unknown): void {
  if (contents && !contents.isDestroyed()) contents.send(desktopChannels.event, name, payload);
}

const eventNames = () => Object.keys(events) as EventName[];
