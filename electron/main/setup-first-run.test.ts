import { expect, test, vi } from 'vitest';
import type { BrowserWindow as RealWindow } from 'electron';
import { shellTexts } from './shell-texts.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { BrowserWindow, clipboard, dialog } = await import('./test-support/fake-electron.ts');
const { setupFirstRun } = await import('./setup-first-run.ts');

const window = () => new BrowserWindow() as unknown as RealWindow;

test('the generated password is shown once, with the address, and copied on request', async () => {
  dialog.showMessageBox.mockResolvedValueOnce({ response: 0, checkboxChecked: false });
  await setupFirstRun('correct horse battery', 'http://127.0.0.1:4001', window(), shellTexts('en'));
  const [, { detail }] = dialog.showMessageBox.mock.calls[0] as [unknown, { detail: string }];
  expect(detail).toContain('correct horse battery');
  expect(detail).toContain('http://127.0.0.1:4001');
  expect(clipboard.writeText).toHaveBeenCalledWith('correct horse battery');
});

test('closing the dialog copies nothing', async () => {
  dialog.showMessageBox.mockResolvedValueOnce({ response: 1, checkboxChecked: false });
  await setupFirstRun('correct horse battery', null, window(), shellTexts('en'));
  expect(clipboard.writeText).not.toHaveBeenCalled();
});

test('a later start shows nothing', async () => {
  await setupFirstRun(null, 'http://127.0.0.1:4001', window(), shellTexts('en'));
  expect(dialog.showMessageBox).not.toHaveBeenCalled();
});
