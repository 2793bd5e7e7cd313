import type { Incident, IncidentKind, IncidentStatus } from '../../../shared/schemas/incident.ts';

/** What a person wants to see; null = any. Times as `datetime-local` inputs write them, '' = open. */
export interface IncidentWish {
  readonly status: IncidentStatus | null;
  readonly kind: IncidentKind | null;
  readonly cameraId: string | null;
  readonly siteId: string | null;
  readonly from: string;
  readonly to: string;
}

export const anyIncident: IncidentWish = { status: null, kind: null, cameraId: null, siteId: null, from: '', to: '' };

export interface IncidentQuery {
  status?: IncidentStatus;
  kind?: IncidentKind;
  cameraId?: string;
  siteId?: string;
  fromMs?: number;
  toMs?: number;
}

/** The wish as the contract's filter; local times become Unix milliseconds, the last minute is included whole. */
export function queryOf({ status, kind, cameraId, siteId, from, to }: IncidentWish): IncidentQuery {
  const fromMs = localTimeMs(from);
  const toMs = localTimeMs(to) + 59_999;
  return {
    ...(status && { status }),
    ...(kind && { kind }),
    ...(cameraId && { cameraId }),
    ...(siteId && { siteId }),
    ...(Number.isFinite(fromMs) && { fromMs }),
    ...(Number.isFinite(toMs) && { toMs }),
  };
}

/** Not a number for what is empty or half typed. */
function localTimeMs(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? new Date(text).getTime() : Number.NaN;
}

export function matches(incident: Incident, query: IncidentQuery): boolean {
  const { detectedAtMs } = incident.timing;
  return (
    (query.status === undefined || incident.status === query.status) &&
    (query.kind === undefined || incident.kind === query.kind) &&
    (query.cameraId === undefined || incident.cameraId === query.cameraId) &&
    (query.siteId === undefined || incident.siteId === query.siteId) &&
    detectedAtMs >= (query.fromMs ?? 0) &&
    detectedAtMs <= (query.toMs ?? Number.POSITIVE_INFINITY)
  );
}

/** What is listed so far, newest first. */
export interface IncidentPages {
  readonly incidents: readonly Incident[];
  readonly total: number;
  /** Cursor of the next page; null = all are here. */
  readonly nextBeforeId: string | null;
}

/** A change seen while the list is open: a new one comes on top, one that no longer fits leaves. */
export function withIncident(pages: IncidentPages, incident: Incident, query: IncidentQuery): IncidentPages {
  const known = pages.incidents.find(({ id }) => id === incident.id);
  if (known && known.revision > incident.revision) return pages;
  const fits = matches(incident, query);
  const others = pages.incidents.filter(({ id }) => id !== incident.id);
  const oldest = pages.incidents.at(-1);
  // Older than what is listed: it belongs to a page that is not read yet.
  const belongsLater = !known && pages.nextBeforeId !== null && oldest !== undefined && isOlder(incident, oldest);
  return {
    ...pages,
    total: pages.total + (fits && !known ? 1 : 0) - (!fits && known ? 1 : 0),
    incidents: fits && !belongsLater ? [...others, incident].sort((a, b) => (isOlder(a, b) ? 1 : -1)) : others,
  };
}

export function withPage(pages: IncidentPages, page: IncidentPages): IncidentPages {
  const listed = new Set(pages.incidents.map(({ id }) => id));
  return { ...page, incidents: [...pages.incidents, ...page.incidents.filter(({ id }) => !listed.has(id))] };
}

const isOlder = (a: Incident, b: Incident) => a.timing.detectedAtMs < b.timing.detectedAtMs;
