import { randomUUID } from 'node:crypto';
import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { assertReached, type PlaceResolver } from '../../../shared/contract/scope-check.ts';
import { type Place, reaches, reachOf } from '../../../shared/domain/reach.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ExportRequest } from '../../../shared/schemas/evidence.ts';
import type { EvidenceRepository } from '../store/evidence-repository.ts';
import type { EvidenceService } from './evidence-service.ts';
import type { ExportService } from './export-service.ts';
import type { StationKey } from './station-key.ts';

export interface EvidenceHandlerOptions {
  readonly service: EvidenceService;
  readonly exports: ExportService;
  readonly key: StationKey;
  readonly evidence: Pick<EvidenceRepository, 'clipsOf'>;
  readonly places: () => PlaceResolver;
  /** Site of a camera that exists; undefined for others. */
  readonly siteOf: (cameraId: string) => string | null | undefined;
}

export type EvidenceHandlers = Pick<Handlers, Extract<keyof Handlers, `evidence.${string}`>>;

/** Which cameras a caller may know of. Removed ones are for those who may see everything. */
export function cameraFilter(siteOf: EvidenceHandlerOptions['siteOf'], caller: Caller): (cameraId: string) => boolean {
  const reach = reachOf(caller);
  return (cameraId) => {
    const siteId = siteOf(cameraId);
    return reach.all || (siteId !== undefined && reaches(reach, { cameraId, siteId }));
  };
}

/** Who may have an export: those who reach everything in it. */
export const exportFilter = (caller: Caller) => (places: readonly Place[]) => places.every((place) => reaches(reachOf(caller), place));

/** The contract's `evidence.*`. */
export function createEvidenceHandlers(options: EvidenceHandlerOptions): EvidenceHandlers {
  const { service, exports, key, siteOf } = options;
  return {
    'evidence.ofIncident': ({ incidentId }, caller) => service.ofIncident(incidentId, cameraFilter(siteOf, caller)),
    'evidence.lock': ({ incidentId, reason }, caller) => service.setIncidentLock(incidentId, true, reason, nameOf(caller)),
    'evidence.unlock': ({ incidentId, reason }, caller) => service.setIncidentLock(incidentId, false, reason, nameOf(caller)),
    'evidence.lockStretch': ({ cameraId, fromMs, toMs, reason }, caller) =>
      service.lockStretch(randomUUID(), { cameraIds: [cameraId], fromMs, toMs }, reason, nameOf(caller)),
    'evidence.unlockStretch': ({ id, cameraId, reason }, caller) => service.unlockStretch(id, cameraId, reason, nameOf(caller)),
    'evidence.locks': (_input, caller) => service.locks(cameraFilter(siteOf, caller)),
    'evidence.export': async (request, caller) => exports.request(request, await placesOf(request, caller, options), nameOf(caller)),
    'evidence.exports': (_input, caller) => exports.list(exportFilter(caller)),
    'evidence.cancelExport': ({ id }, caller) => exports.cancel(id, exportFilter(caller)),
    'evidence.key': () => key.public(),
  };
}

/**
 * Everything the export will hold, after the caller was found to reach it; of an incident's site only the cameras within reach.
 * @throws {AppError} `not_found`.
 */
async function placesOf(request: ExportRequest, caller: Caller, options: EvidenceHandlerOptions): Promise<Place[]> {
  const { evidence, siteOf } = options;
  const places = options.places();
  const found: Place[] = [];
  const add = (place: Place) => {
    if (!found.some(({ cameraId, siteId }) => cameraId === place.cameraId && siteId === place.siteId)) found.push(place);
  };
  for (const cameraId of request.cameraIds ?? []) {
    // Who reaches everything may export what a removed camera left.
    if (!reachOf(caller).all) await assertReached(places, caller, 'camera', cameraId);
    add({ cameraId, siteId: siteOf(cameraId) ?? null });
  }
  const mayShow = cameraFilter(siteOf, caller);
  for (const id of request.incidentIds ?? []) {
    await assertReached(places, caller, 'incident', id);
    const place = await places.incident(id);
    if (place) add({ cameraId: place.cameraId, siteId: place.siteId });
    for (const { cameraId } of await evidence.clipsOf(id)) if (mayShow(cameraId)) add({ cameraId, siteId: siteOf(cameraId) ?? null });
  }
  return found;
}

function nameOf({ user }: Caller): string {
  if (!user) throw new AppError('unauthenticated', 'Sign in first.');
  return user.username;
}
