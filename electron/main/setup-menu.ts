import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellTexts } from './shell-texts.ts';

/** The application menu: what a system expects, no developer tools in a released app. */
export function setupMenu(texts: ShellTexts, packaged: boolean, quit: () => void, platform: NodeJS.Platform = process.platform): void {
  const mac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    {
      label: 'SENTRA',
      submenu: [
        ...(mac ? ([{ role: 'about' }, { type: 'separator' }, { role: 'hide' }, { role: 'hideOthers' }] as const) : []),
        { label: texts.quit, accelerator: 'CommandOrControl+Q', click: quit },
      ],
    },
    {
      label: texts.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: texts.view,
      submenu: [
        { role: 'reload' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(packaged ? [] : ([{ type: 'separator' }, { role: 'toggleDevTools' }] as const)),
      ],
    },
    { label: texts.window, submenu: [{ role: 'minimize' }, { role: 'close' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
