import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(20_000),
  height: z.number().int().min(1).max(20_000),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

const desktopSettingsSchema = z.object({
  window: z.object({ bounds: rectangleSchema, maximized: z.boolean() }).nullable().catch(null),
  /** The person has been told that closing the window leaves the station running. */
  trayNoticeShown: z.boolean().catch(false),
  /** The last failure the app restarted itself after. */
  lastCrash: z
    .object({ atMs: z.number().int(), reason: z.string().max(500) })
    .nullable()
    .catch(null),
});
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>;

/** What the shell itself remembers between starts (`desktop.json`); everything about the station is in the station's store. */
export class DesktopSettingsFile {
  readonly #file: string;
  #value: DesktopSettings;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, value: DesktopSettings) {
    this.#file = file;
    this.#value = value;
  }

  static async open(folder: string): Promise<DesktopSettingsFile> {
    const file = join(folder, 'desktop.json');
    return new DesktopSettingsFile(file, (await readJsonFile(file, desktopSettingsSchema)) ?? desktopSettingsSchema.parse({}));
  }

  get value(): DesktopSettings {
    return this.#value;
  }

  /** Keeps the change at once and writes it after the writes before it. */
  change(patch: Partial<DesktopSettings>): Promise<void> {
    this.#value = { ...this.#value, ...patch };
    const write = () => writeJsonFile(this.#file, this.#value);
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}
