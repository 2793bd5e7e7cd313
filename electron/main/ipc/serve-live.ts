import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import { z } from 'zod';
import { desktopChannels } from '../../../shared/contract/desktop-bridge.ts';
import { type Watch, watchSchema } from '../../../shared/contract/live.ts';
import { idSchema } from '../../../shared/schemas/primitives.ts';
import type { CreateLiveFeed } from '../desktop-station.ts';
import { ownBytes } from '../own-bytes.ts';
import type { IsTrustedSender } from './trusted-sender.ts';

export interface LiveOptions {
  readonly createLiveFeed: CreateLiveFeed;
  readonly isTrustedSender: IsTrustedSender;
  /** A window that takes longer than this for one frame is given the newest one again. */
  readonly drawTimeoutMs?: number;
}

/**
 * Live pictures for the window. One frame a camera is under way at a time: the window asks for the next by `frameDone`, so a busy
 * window gets fewer frames and never old ones; packets of video are acknowledged by `videoDone`. A page that reloads, crashes or goes away loses its feed at once.
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
  const onVideoDone = (event: IpcMainEvent, raw: unknown) => {
    const message = messageSchema.safeParse(raw);
    if (isTrustedSender(event) && message.success) viewers.get(event.sender.id)?.videoDone(message.data);
  };
  ipcMain.on(desktopChannels.watch, onWatch);
  ipcMain.on(desktopChannels.frameDone, onFrameDone);
  ipcMain.on(desktopChannels.videoDone, onVideoDone);
  return () => {
    ipcMain.off(desktopChannels.watch, onWatch);
    ipcMain.off(desktopChannels.frameDone, onFrameDone);
    ipcMain.off(desktopChannels.videoDone, onVideoDone);
    for (const id of [...viewers.keys()]) drop(id);
  };
}

const messageSchema = z.number().int().min(0);

class LiveViewer {
  readonly #feed: ReturnType<CreateLiveFeed>;
  readonly #drawTimeoutMs: number;
  /** Camera id, or number of a message with video → ends the wait for its being taken. */
  readonly #underWay = new Map<string | number, () => void>();
  #videoMessages = 0;

  constructor(contents: WebContents, createLiveFeed: CreateLiveFeed, drawTimeoutMs: number) {
    this.#drawTimeoutMs = drawTimeoutMs;
    this.#feed = createLiveFeed(
      (header, jpeg) => {
        if (contents.isDestroyed()) return Promise.resolve();
        contents.send(desktopChannels.frame, header, ownBytes(jpeg));
        return this.#taken(header.cameraId);
      },
      (header, bytes) => {
        if (contents.isDestroyed()) return Promise.resolve();
        this.#videoMessages += 1;
        contents.send(desktopChannels.video, this.#videoMessages, header, ownBytes(bytes));
        return this.#taken(this.#videoMessages);
      },
    );
  }

  watch(watch: Watch): void {
    this.#feed.watch(watch);
  }

  frameDone(cameraId: string): void {
    this.#underWay.get(cameraId)?.();
  }

  videoDone(message: number): void {
    this.#underWay.get(message)?.();
  }

  close(): void {
    this.#feed.close();
    for (const end of [...this.#underWay.values()]) end();
  }

  #taken(what: string | number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#underWay.delete(what);
        resolve();
      };
      const timer = setTimeout(end, this.#drawTimeoutMs);
      this.#underWay.set(what, end);
    });
  }
}
