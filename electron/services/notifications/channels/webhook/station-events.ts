import type { Camera } from '../../../../../shared/schemas/camera.ts';
import type { Incident } from '../../../../../shared/schemas/incident.ts';
import type { WebhookEvent } from '../../../../../shared/schemas/webhook.ts';

/** The event of a new incident; its id makes the same one told again the same event. */
export function incidentCreated(incident: Incident): WebhookEvent {
  return { id: `incident:${incident.id}:created`, event: 'incident.created', atMs: incident.timing.detectedAtMs, data: incident };
}

/** Null for an incident that nobody changed yet. */
export function incidentUpdated(incident: Incident, nowMs: number): WebhookEvent | null {
  const { id, revision } = incident;
  if (revision <= 1) return null;
  return { id: `incident:${id}:revision:${revision}`, event: 'incident.updated', atMs: nowMs, data: incident };
}

/** Notices when cameras are lost and when they come back. */
export class CameraWatch {
  readonly #last = new Map<string, 'live' | 'offline'>();

  /** Null while nothing is settled or it is as it was; a camera that is live from the start is no news. */
  changed({ id, name, location, siteId, state }: Camera): WebhookEvent | null {
    if (state.status === 'disabled') this.#last.delete(id);
    if (state.status !== 'live' && state.status !== 'offline') return null;
    const before = this.#last.get(id);
    this.#last.set(id, state.status);
    if (before === state.status || (before === undefined && state.status === 'live')) return null;
    const { status, sinceMs, cause } = state;
    return {
      id: `camera:${id}:${status}:${sinceMs}`,
      event: `camera.${status}`,
      atMs: sinceMs,
      data: { id, name, location, siteId, sinceMs, cause: status === 'live' ? null : (cause?.code ?? null) },
    };
  }

  forget(id: string): void {
    this.#last.delete(id);
  }
}

/** Notices when the station's public address becomes another one, or is lost. */
export class AddressWatch {
  #last: string | null = null;

  changed(url: string | null, nowMs: number): WebhookEvent | null {
    if (url === this.#last) return null;
    this.#last = url;
    return { id: `address:${nowMs}`, event: 'station.address', atMs: nowMs, data: { url } };
  }
}
