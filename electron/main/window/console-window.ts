import { BrowserWindow, screen } from 'electron';
import type { DesktopSettingsFile } from '../desktop-settings.ts';
import { minimumSize, windowBounds } from './window-bounds.ts';
import { consoleWebPreferences } from './web-preferences.ts';

export interface ConsoleWindowOptions {
  readonly settings: DesktopSettingsFile;
  /** `app://sentra/`, or vite's address during development. */
  readonly url: string;
  readonly preload: string;
  readonly icon: string;
  readonly packaged: boolean;
  /** The person closed the window, which hides it; not called while the app quits. */
  readonly onHiddenByClose: () => void;
}

/** The one window. Closing it hides it, so that watching goes on; only quitting destroys it. */
export class ConsoleWindow {
  readonly #options: ConsoleWindowOptions;
  #window: BrowserWindow | null = null;
  #quitting = false;

  constructor(options: ConsoleWindowOptions) {
    this.#options = options;
  }

  /** Null before the first `open` and after the window is gone. */
  get current(): BrowserWindow | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window : null;
  }

  /** Brings the window to the front, making it first if need be. */
  show(): void {
    const window = this.current ?? this.#create();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  toggle(): void {
    const window = this.current;
    if (window?.isVisible() && window.isFocused()) window.hide();
    else this.show();
  }

  /** Makes the window and shows it when its first picture is ready, so that nobody sees it white. */
  open(visible: boolean): BrowserWindow {
    const window = this.current ?? this.#create();
    if (visible) window.once('ready-to-show', () => window.show());
    return window;
  }

  /** From now on closing means closing; resolves when the window's place is on disk, which the end of the process would cut off. */
  async letGo(): Promise<void> {
    this.#quitting = true;
    if (this.current) await this.#remember(this.current);
  }

  #create(): BrowserWindow {
    const { settings, preload, icon, packaged, url } = this.#options;
    const bounds = windowBounds(settings.value.window?.bounds ?? null, workAreas());
    const window = new BrowserWindow({
      ...bounds,
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      show: false,
      backgroundColor: '#0b0f14',
      title: 'SENTRA',
      icon,
      webPreferences: consoleWebPreferences(preload, packaged),
    });
    this.#window = window;
    if (settings.value.window?.maximized) window.maximize();
    window.on('close', (event) => this.#onClose(event, window));
    window.once('closed', () => {
      this.#window = null;
    });
    void window.loadURL(url);
    return window;
  }

  #remember(window: BrowserWindow): Promise<void> {
    return this.#options.settings.change({ window: { bounds: window.getNormalBounds(), maximized: window.isMaximized() } });
  }

  #onClose(event: { preventDefault(): void }, window: BrowserWindow): void {
    if (this.#quitting) return;
    event.preventDefault();
    void this.#remember(window);
    window.hide();
    this.#options.onHiddenByClose();
  }
}

/** Primary screen first. */
function workAreas() {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter((display) => display.id !== primary.id)].map((display) => display.workArea);
}
