import { clipboard, dialog, type BrowserWindow } from 'electron';
import type { ShellTexts } from './shell-texts.ts';

/** Shows the generated admin password once: the window needs none, browsers do. */
export async function setupFirstRun(
  password: string | null,
  address: string | null,
  window: BrowserWindow,
  texts: ShellTexts,
): Promise<void> {
  if (password === null) return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    title: texts.firstRunTitle,
    message: texts.firstRunTitle,
    detail: [texts.firstRunBody, password, address].filter((line) => line !== null).join('\n\n'),
    buttons: [texts.copyPassword, texts.close],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) clipboard.writeText(password);
}
