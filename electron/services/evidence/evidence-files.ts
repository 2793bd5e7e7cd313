import { join } from 'node:path';
import { idSchema } from '../../../shared/schemas/primitives.ts';

/** Where evidence lies: `<data>/evidence/<incident>/<camera>.mp4` and what belongs to it. Ids are checked: no path leaves the folder. */
export class EvidenceFiles {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'evidence');
  }

  clip(incidentId: string, cameraId: string): string {
    return this.#of(incidentId, cameraId, '.mp4');
  }

  /** The same, small enough for messengers; there only when the clip is too large for them. */
  smallClip(incidentId: string, cameraId: string): string {
    return this.#of(incidentId, cameraId, '.small.mp4');
  }

  /** Boxes of its time, one JSON a line. */
  boxes(incidentId: string, cameraId: string): string {
    return this.#of(incidentId, cameraId, '.boxes.jsonl');
  }

  exported(id: string): string {
    return join(this.#folder, 'exports', `${idSchema.parse(id)}.zip`);
  }

  /** Scratch of an export under way. */
  exportWork(id: string): string {
    return join(this.#folder, 'exports', `${idSchema.parse(id)}.work`);
  }

  #of(incidentId: string, cameraId: string, ending: string): string {
    return join(this.#folder, idSchema.parse(incidentId), `${idSchema.parse(cameraId)}${ending}`);
  }
}
