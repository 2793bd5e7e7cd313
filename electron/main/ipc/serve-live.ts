import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import { desktopChannels } from '../../../shared/contract/desktop-bridge.ts';
import { watchSchema } from '../../../shared/contract/live.ts';
import { idSchema } from '../../../shared/schemas/primitives.ts';
import type { DesktopLiveFeed, SendFrame } from '../desktop-station.ts';
import { ownBytes } from '../own-bytes.ts';
import type { IsTrustedSender } from './trusted-sender.ts';

export interface LiveOptions {
  readonly createLiveFeed: (send: SendFrame) => DesktopLiveFeed;
  readonly isTrustedSender: IsTrustedSender;
  /** A window that takes longer than this for one frame is given the newest one again. */
  readonly drawTimeoutMs?: number;
}

/**
 * Live pictures for the window. One frame a camera is under way at a time: the window asks for the next by `frameDone`, so a busy
 * window gets fewer frames and never old ones. A page that reloads, crashes or goes away loses its feed at once.
 * @returns a function that takes everything down.
 */
export function serveLiveIpc({ createLiveFeed, isTrustedSender, drawTimeoutMs = 15_000 }: LiveOptions): () => void {
  const viewers = new Map<number, LiveViewer>();
  const drop = (id: number) => {
    viewers.get(id)?.close();
    viewers.delete(id);
  };
  const viewerOf = (contents: WebContents): LiveViewer => {
    const known = viewers.get(contents.id);
    if (known) return known;
    const viewer = new LiveViewer(contents, createLiveFeed, drawTimeoutMs);
    viewers.set(contents.id, viewer);
    const { id } = contents;
    contents.once('destroyed', () => drop(id));
    contents.once('render-process-gone', () => drop(id));
    contents.once('did-navigate', () => drop(id));
    return viewer;
  };
  const onWatch = (event: IpcMainEvent, raw: unknown) => {
    const watch = watchSchema.safeParse(raw);
    if (isTrustedSender(event) && watch.success) viewerOf(event.sender).watch(watch.data);
  };
  const onFrameDone = (event: IpcMainEvent, raw: unknown) => {
    const cameraId = idSchema.safeParse(raw);
    if (isTrustedSender(event) && cameraId.success) viewers.get(event.sender.id)?.frameDone(cameraId.data);
  };
  ipcMain.on(desktopChannels.watch, onWatch);
  ipcMain.on(desktopChannels.frameDone, onFrameDone);
  return () => {
    ipcMain.off(desktopChannels.watch, onWatch);
    ipcMain.off(desktopChannels.frameDone, onFrameDone);
    for (const id of [...viewers.keys()]) drop(id);
  };
}

class LiveViewer {
  readonly #feed: DesktopLiveFeed;
  /** Camera id → ends the wait for the frame under way. */
  readonly #underWay = new Map<string, () => void>();

  constructor(contents: WebContents, createLiveFeed: (send: SendFrame) => DesktopLiveFeed, drawTimeoutMs: number) {
    this.#feed = createLiveFeed((header, jpeg) => {
      if (contents.isDestroyed()) return Promise.resolve();
      contents.send(desktopChannels.frame, header, ownBytes(jpeg));
      return this.#drawn(header.cameraId, drawTimeoutMs);
    });
  }

  watch(watch: Parameters<DesktopLiveFeed['watch']>[0]): void {
    this.#feed.watch(watch);
  }

  frameDone(cameraId: string): void {
    this.#underWay.get(cameraId)?.();
  }

  close(): void {
    this.#feed.close();
    for (const end of [...this.#underWay.values()]) end();
  }

  #drawn(cameraId: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#underWay.delete(cameraId);
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      this.#underWay.set(cameraId, end);
    });
  }
}
