import type { WebContents, WebFrameMain } from 'electron';
import { isConsoleUrl } from '../app-address.ts';

/** The part of an IPC event that says who sent it. */
export interface SenderOfMessage {
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
}

export type IsTrustedSender = (event: SenderOfMessage) => boolean;

/**
 * A message counts only when it comes from the console itself: our window, its top frame, showing the console's own address. Frames
 * inside the page, other windows, and a frame that has since navigated away do not.
 * @see https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages
 */
export function trustedSenderCheck(consoleContents: () => WebContents | null, devServerUrl: string | null): IsTrustedSender {
  return ({ sender, senderFrame }) => {
    const contents = consoleContents();
    if (!contents || contents.id !== sender.id || senderFrame === null || senderFrame.detached) return false;
    return senderFrame.parent === null && isConsoleUrl(senderFrame.url, devServerUrl);
  };
}
