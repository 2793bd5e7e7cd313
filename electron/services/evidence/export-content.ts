import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClipHole } from '../../../shared/schemas/evidence.ts';
import type { Incident, IncidentEvent } from '../../../shared/schemas/incident.ts';
import type { FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { ExportRecord } from '../store/evidence-repository.ts';
import type { Store } from '../store/store.ts';
import type { ClipCutter } from './clip-cutter.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import { burnIn, readBoxLines } from './overlay.ts';

export interface ExportContentOptions {
  readonly store: Pick<Store, 'evidence' | 'incidentEvents'>;
  readonly files: EvidenceFiles;
  readonly cutter: Pick<ClipCutter, 'stretch'>;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly incident: (id: string) => Promise<Incident>;
  readonly photoPath: (id: string) => Promise<string | null>;
  readonly linesOf: (cameraId: string, fromMs: number, toMs: number) => string;
  readonly cameraName: (id: string) => string;
}

/** A video that goes into an export. */
interface Video {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly boxes: string;
}

/** Fills the folder of an export with what was asked for. */
export class ExportContent {
  readonly #options: ExportContentOptions;

  constructor(options: ExportContentOptions) {
    this.#options = options;
  }

  /** @param onProgress share of the work that is done, 0..1 @throws {AppError} `not_found`; {Error} when disk or ffmpeg fail. */
  async fill(record: ExportRecord, folder: string, work: string, signal: AbortSignal, onProgress: (share: number) => void): Promise<void> {
    const { request } = record;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const videos: Video[] = [];
    for (const id of request.incidentIds ?? []) videos.push(...(await this.#incident(id, record, folder)));
    if (request.cameraIds) videos.push(...(await this.#stretches(record, folder, signal, (share) => onProgress(share * 0.4))));
    const cutShare = request.cameraIds ? 0.4 : 0.1;
    onProgress(cutShare);
    if (!request.burnIn) return;
    const { path } = await this.#options.ffmpeg();
    for (const [index, { name, boxes, file, ...video }] of videos.entries()) {
      await burnIn({
        ...{
          ...video,
          source: file,
          target: join(folder, `${name}-with-time.mp4`),
          boxes: readBoxLines(boxes),
          ffmpeg: path,
          work,
          signal,
        },
        onProgress: (share) => onProgress(cutShare + ((1 - cutShare) * (index + share)) / videos.length),
      });
    }
  }

  /** Only cameras whose clips the person may see, as noted when the export was asked for. */
  async #incident(id: string, { places }: ExportRecord, folder: string): Promise<Video[]> {
    const { store, files, incident, photoPath } = this.#options;
    const found = await incident(id);
    const into = join(folder, id);
    await mkdir(into, { recursive: true });
    const clips = (await store.evidence.clipsOf(id)).filter(({ cameraId }) => places.some((place) => place.cameraId === cameraId));
    const history: IncidentEvent[] = await store.incidentEvents.ofIncident(id);
    const shown = clips.map(({ position: _order, attempts: _tries, incidentId: _same, ...clip }) => clip);
    await writeFile(join(into, 'incident.json'), `${JSON.stringify({ incident: found, history, clips: shown }, null, 2)}\n`);
    const photo = await photoPath(id);
    if (photo) await copyFile(photo, join(into, 'photo.jpg'));
    const videos: Video[] = [];
    for (const clip of clips) {
      if (clip.state !== 'ready' || clip.startMs === null || clip.endMs === null) continue;
      const name = `${id}/${clip.cameraId}`;
      await linkOrCopy(files.clip(id, clip.cameraId), join(folder, `${name}.mp4`));
      const boxes = await readFile(files.boxes(id, clip.cameraId), 'utf8').catch(() => '');
      if (boxes !== '') await writeFile(join(folder, `${name}.boxes.jsonl`), boxes);
      videos.push({
        ...{ name, boxes, title: clip.cameraName, startMs: clip.startMs, endMs: clip.endMs },
        file: join(folder, `${name}.mp4`),
      });
    }
    return videos;
  }

  async #stretches({ request }: ExportRecord, folder: string, signal: AbortSignal, onProgress: (share: number) => void): Promise<Video[]> {
    const { cutter, cameraName, linesOf } = this.#options;
    const { cameraIds = [], fromMs = 0, toMs = 0 } = request;
    const videos: Video[] = [];
    const cameras: { cameraId: string; name: string; startMs: number | null; endMs: number | null; holes: readonly ClipHole[] }[] = [];
    for (const [index, cameraId] of cameraIds.entries()) {
      signal.throwIfAborted();
      const file = join(folder, `${cameraId}.mp4`);
      const { cut, holes } = await cutter.stretch({ cameraId, fromMs, toMs, momentMs: fromMs, target: file });
      cameras.push({ cameraId, name: cameraName(cameraId), startMs: cut?.startMs ?? null, endMs: cut?.endMs ?? null, holes });
      if (cut) {
        const boxes = linesOf(cameraId, cut.startMs, cut.endMs);
        if (boxes !== '') await writeFile(join(folder, `${cameraId}.boxes.jsonl`), boxes);
        videos.push({ name: cameraId, title: cameraName(cameraId), file, startMs: cut.startMs, endMs: cut.endMs, boxes });
      }
      onProgress((index + 1) / cameraIds.length);
    }
    await writeFile(join(folder, 'stretch.json'), `${JSON.stringify({ fromMs, toMs, cameras }, null, 2)}\n`);
    return videos;
  }
}

/** A second name costs no space; another disk or file system takes a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
