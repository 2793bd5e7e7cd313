import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { type Mock, vi } from 'vitest';

/**
 * A stand-in for the `electron` module: `vi.mock('electron', () => import('./test-support/fake-electron.ts'))`. It records what the shell
 * asks of Electron and lets a test play Electron's part; it has no behaviour of its own beyond that.
 */

type Spy = Mock<(...values: unknown[]) => unknown>;
const spy = (): Spy => vi.fn();

let nextId = 1;

export class FakeWebContents extends EventEmitter {
  readonly id = nextId++;
  destroyed = false;
  readonly send = spy();
  readonly reload = spy();
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;

  isDestroyed(): boolean {
    return this.destroyed;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly created: BrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  destroyed = false;
  visible = false;
  focused = false;
  maximized = false;
  minimized = false;
  bounds = { x: 10, y: 20, width: 800, height: 600 };
  readonly loadURL = vi.fn(async (_url: string) => undefined);
  readonly flashFrame = spy();
  readonly restore = vi.fn(() => {
    this.minimized = false;
  });

  constructor(options: Record<string, unknown> = {}) {
    super();
    this.options = options;
    BrowserWindow.created.push(this);
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
    this.focused = false;
  }
  focus(): void {
    this.focused = true;
    this.emit('focus');
  }
  maximize(): void {
    this.maximized = true;
  }
  isVisible = () => this.visible;
  isFocused = () => this.focused;
  isMinimized = () => this.minimized;
  isMaximized = () => this.maximized;
  isDestroyed = () => this.destroyed;
  getNormalBounds = () => this.bounds;
  /** Plays a click on the window's close button. */
  closeByPerson(): { defaultPrevented: boolean } {
    const event = { defaultPrevented: false, preventDefault: () => undefined };
    event.preventDefault = () => {
      event.defaultPrevented = true;
      return undefined;
    };
    this.emit('close', event);
    if (!event.defaultPrevented) {
      this.destroyed = true;
      this.emit('closed');
    }
    return event;
  }
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  locale = 'en-GB';
  readonly paths = new Map<string, string>();
  appPath = process.cwd();
  readonly dock: { bounce: Spy } | undefined = { bounce: spy() };
  readonly enableSandbox = spy();
  readonly requestSingleInstanceLock = vi.fn(() => true);
  readonly quit = spy();
  readonly exit = spy();
  readonly relaunch = spy();
  readonly setAppUserModelId = spy();
  readonly setLoginItemSettings = spy();
  readonly getLoginItemSettings = vi.fn((_options?: unknown) => ({ openAtLogin: false, wasOpenedAtLogin: false }));
  readonly whenReady = vi.fn(() => Promise.resolve());
  getPath = (name: string) => this.paths.get(name) ?? '';
  setPath = (name: string, path: string) => {
    // As Electron does.
    if (!existsSync(path)) throw new Error(`Failed to set path '${name}'`);
    this.paths.set(name, path);
  };
  getLocale = () => this.locale;
  getAppPath = () => this.appPath;
}
export const app = new FakeApp();

class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, (...values: unknown[]) => unknown>();
  handle = (channel: string, handler: (...values: unknown[]) => unknown) => void this.handlers.set(channel, handler);
  removeHandler = (channel: string) => void this.handlers.delete(channel);
}
export const ipcMain = new FakeIpcMain();

type Callback<T> = (value: T) => void;
export const session = {
  defaultSession: {
    permissionRequest: null as
      | null
      | ((contents: unknown, permission: string, callback: Callback<boolean>, details: { requestingUrl: string }) => void),
    permissionCheck: null as null | ((contents: unknown, permission: string, origin: string) => boolean),
    devicePermission: null as null | (() => boolean),
    beforeRequest: null as null | ((details: { url: string }, callback: Callback<{ cancel: boolean }>) => void),
    beforeRequestFilter: null as unknown,
    setPermissionRequestHandler(handler: never) {
      this.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: never) {
      this.permissionCheck = handler;
    },
    setDevicePermissionHandler(handler: never) {
      this.devicePermission = handler;
    },
    webRequest: {
      onBeforeRequest(filter: unknown, handler: never) {
        session.defaultSession.beforeRequestFilter = filter;
        session.defaultSession.beforeRequest = handler;
      },
    },
  },
};

export const protocol = {
  schemes: [] as unknown[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged: vi.fn((schemes: unknown[]) => void protocol.schemes.push(...schemes)),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void protocol.handlers.set(scheme, handler),
};

export const safeStorage = {
  available: true,
  backend: 'gnome_libsecret',
  /** Plays the keychain's own key: what was wrapped under one password does not open under another. */
  password: 'login',
  isEncryptionAvailable: () => safeStorage.available,
  getSelectedStorageBackend: () => safeStorage.backend,
  encryptString: (text: string) => Buffer.from(`${safeStorage.password}:${text}`),
  decryptString: (wrapped: Buffer) => {
    const [password, text] = wrapped.toString().split(':');
    if (password !== safeStorage.password || text === undefined) throw new Error('Error while decrypting the ciphertext');
    return text;
  },
};

export const shell = { openExternal: vi.fn(async (_url: string) => undefined) };
export const dialog = {
  showErrorBox: spy(),
  showMessageBox: vi.fn(async (..._values: unknown[]) => ({ response: 0, checkboxChecked: false })),
};
export const clipboard = { writeText: spy() };
export const screen = {
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  getPrimaryDisplay: () => screen.displays[0],
  getAllDisplays: () => screen.displays,
};
export const powerSaveBlocker = { start: vi.fn((_type: string) => 7), stop: spy() };

export interface FakeMenuItem {
  label?: string;
  role?: string;
  type?: string;
  enabled?: boolean;
  checked?: boolean;
  click?: (item: { checked: boolean }) => void;
  submenu?: FakeMenuItem[];
}
export const Menu = {
  application: null as { template: FakeMenuItem[] } | null,
  buildFromTemplate: (template: FakeMenuItem[]) => ({ template }),
  setApplicationMenu: (menu: { template: FakeMenuItem[] }) => {
    Menu.application = menu;
  },
};
export const nativeImage = { createFromPath: vi.fn((path: string) => ({ path, setTemplateImage: spy() })) };

export class Tray extends EventEmitter {
  static readonly created: Tray[] = [];
  toolTip = '';
  menu: FakeMenuItem[] = [];
  readonly image: unknown;
  readonly destroy = spy();
  constructor(image: unknown) {
    super();
    this.image = image;
    Tray.created.push(this);
  }
  setToolTip = (text: string) => {
    this.toolTip = text;
  };
  setContextMenu = (menu: { template: FakeMenuItem[] }) => {
    this.menu = menu.template;
  };
  item(label: string): FakeMenuItem {
    const found = this.menu.find((item) => item.label === label);
    if (!found) throw new Error(`no menu item "${label}" among ${this.menu.map((item) => item.label).join(', ')}`);
    return found;
  }
}

export class Notification extends EventEmitter {
  static readonly created: Notification[] = [];
  static isSupported = () => true;
  readonly options: Record<string, unknown>;
  readonly show = spy();
  readonly close = spy();
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    Notification.created.push(this);
  }
}

export class FakeUtilityProcess extends EventEmitter {
  pid: number | undefined = 4242;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly postMessage = spy();
  readonly kill = vi.fn(() => true);
}
export const utilityProcess = {
  started: [] as FakeUtilityProcess[],
  fork: vi.fn((_modulePath: string, _args: string[], _options: Record<string, unknown>) => {
    const child = new FakeUtilityProcess();
    utilityProcess.started.push(child);
    return child;
  }),
};

class FakeIpcRenderer extends EventEmitter {
  readonly send = spy();
  readonly invoke = vi.fn(async (..._values: unknown[]) => ({ ok: true, value: null }) as unknown);
}
export const ipcRenderer = new FakeIpcRenderer();
export const contextBridge = { exposeInMainWorld: vi.fn((_name: string, _api: unknown) => undefined) };
