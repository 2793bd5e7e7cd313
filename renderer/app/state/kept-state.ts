import { z } from 'zod';
import { cameraSchema } from '../../../shared/schemas/camera.ts';
import { incidentSchema } from '../../../shared/schemas/incident.ts';
import { siteSchema } from '../../../shared/schemas/site.ts';
import type { Shelf } from './preferences-store.ts';

const keptStateSchema = z.object({
  /** When the station said so, by this machine's clock. */
  asOfMs: z.number().int().min(0),
  cameras: z.array(cameraSchema).max(1_000),
  sites: z.array(siteSchema).max(1_000),
  /** The newest ones. */
  incidents: z.array(incidentSchema).max(200),
});
/** What the station said last, to be shown with its age while it cannot be reached. */
export type KeptState = z.infer<typeof keptStateSchema>;

const key = 'sentra.kept';

/** @returns null when nothing is kept, or it cannot be read. */
export function readKept(shelf: Shelf): KeptState | null {
  try {
    return keptStateSchema.parse(JSON.parse(shelf.getItem(key) ?? 'null'));
  } catch {
    // Never written, of another version, or storage forbidden.
    return null;
  }
}

/** @param kept null = forget: somebody signed out. */
export function writeKept(shelf: Shelf, kept: KeptState | null): void {
  try {
    shelf.setItem(key, JSON.stringify(kept));
  } catch (error) {
    console.warn('the state of the station is not kept on this device', error);
  }
}
