import { randomUUID } from 'node:crypto';
import type { AlertMessage, Incident } from '../../../../shared/schemas/incident.ts';
import type { Store } from '../../store/store.ts';
import { IncidentService, type IncidentServiceOptions } from '../incident-service.ts';
import type { Sighting } from '../new-incident.ts';

/** Not a picture: nobody here decodes it. */
export const photoBytes = new TextEncoder().encode('the very frame');

/** What a service told, in order. */
export interface Rig {
  readonly service: IncidentService;
  readonly alerts: AlertMessage[];
  readonly changes: Incident[];
  readonly problems: string[];
}

/** A service over `store` that records what it tells. */
export function startRig(store: IncidentServiceOptions['store'], dataDir: string, overrides: Partial<IncidentServiceOptions> = {}): Rig {
  const alerts: AlertMessage[] = [];
  const changes: Incident[] = [];
  const problems: string[] = [];
  const note = (_fields: unknown, message?: string) => void problems.push(message ?? '');
  const service = new IncidentService({
    store,
    dataDir,
    onAlert: (message) => void alerts.push(message),
    onChanged: (incident) => void changes.push(incident),
    log: { warn: note, error: note },
    ...overrides,
  });
  return { service, alerts, changes, problems };
}

/** A sighting on a camera of its own, so that tests over one database do not meet. */
export function sighting(
  overrides: Partial<Omit<Sighting, 'frame'>> & { confidence?: number; atMs?: number; cameraId?: string } = {},
): Sighting {
  const { confidence = 0.873, atMs = Date.now(), cameraId = randomUUID(), ...rest } = overrides;
  return {
    candidate: {
      kind: 'accident',
      confidence,
      boxes: [{ label: 'car', bbox: [10, 20, 30, 40] }],
      evidence: [{ name: 'contact', weight: 0.6, trackIds: [1, 2] }],
    },
    camera: { id: cameraId, name: 'Gate 2', location: 'Harbour Road', siteId: null },
    frame: { jpeg: photoBytes, capturedAtMs: atMs },
    detectedAtMs: atMs + 35,
    ...rest,
  };
}

/** The parts of a store, some of them replaced: the outermost edge, made to fail. */
export function failing(
  store: Store,
  broken: { readonly incidents?: Partial<Store['incidents']>; readonly outbox?: Partial<Store['outbox']> },
): IncidentServiceOptions['store'] {
  return { incidents: { ...store.incidents, ...broken.incidents }, outbox: { ...store.outbox, ...broken.outbox } };
}
