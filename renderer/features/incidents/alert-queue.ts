import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import type { AlertMessage, Incident, IncidentKind } from '../../../shared/schemas/incident.ts';

/** One incident somebody has to look at. `incident` is null until its details have been read. */
export interface Alert {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly cameraId: string | null;
  readonly cameraName: string;
  readonly location: string;
  readonly confidence: number;
  readonly detectedAtMs: number;
  readonly photoUrl: string | null;
  readonly incident: Incident | null;
}

export interface Alerts {
  /** Not acknowledged by anyone and not set aside here; oldest first, so that the one on screen never changes under a hand. */
  readonly waiting: readonly Alert[];
  /** Put away on this console only; the incident stays new. */
  readonly setAside: ReadonlySet<string>;
  /** Silent on this console. */
  readonly muted: ReadonlySet<string>;
  /** No longer new: a late alert message must not bring them back. */
  readonly handled: ReadonlySet<string>;
  /** The siren has brought these back on this console; once is enough. */
  readonly sirened: ReadonlySet<string>;
  /** Calls for help nobody has taken: they sound even when set aside, and cannot be muted. */
  readonly emergencies: ReadonlySet<string>;
}

export const noAlerts: Alerts = {
  waiting: [],
  setAside: new Set(),
  muted: new Set(),
  handled: new Set(),
  sirened: new Set(),
  emergencies: new Set(),
};

/** Ids kept to recognise late messages. */
const mostRemembered = 2_000;

export function alertArrived(alerts: Alerts, message: AlertMessage): Alerts {
  const { id, kind, cameraId, cameraName, location, confidence, detectedAtMs, photoUrl } = message;
  if (kind === 'message' || isKnown(alerts, id)) return alerts;
  return insert(alerts, { id, kind, cameraId, cameraName, location, confidence, detectedAtMs, photoUrl, incident: null });
}

/** Somebody, here or elsewhere, acknowledged, closed or noted; or the details of a waiting alert arrived. */
export function incidentChanged(alerts: Alerts, incident: Incident): Alerts {
  if (!isWaiting(incident.status)) {
    return {
      ...alerts,
      waiting: alerts.waiting.filter(({ id }) => id !== incident.id),
      setAside: without(alerts.setAside, incident.id),
      muted: without(alerts.muted, incident.id),
      handled: withId(alerts.handled, incident.id),
      emergencies: without(alerts.emergencies, incident.id),
    };
  }
  if (incident.escalation.sirenAtMs !== null && !alerts.sirened.has(incident.id)) return sirenStarted(alerts, incident);
  return {
    ...alerts,
    waiting: alerts.waiting.map((alert) => (alert.id === incident.id && isNewer(incident, alert.incident) ? alertOf(incident) : alert)),
  };
}

/** It no longer exists, or this person may no longer see it. */
export function alertGone(alerts: Alerts, id: string): Alerts {
  return { ...alerts, waiting: alerts.waiting.filter((alert) => alert.id !== id), emergencies: without(alerts.emergencies, id) };
}

/** After a (re)connection: what is new and was not seen here comes up. */
export function newIncidentsLoaded(alerts: Alerts, incidents: readonly Incident[]): Alerts {
  return incidents.reduce((state, incident) => {
    if (!isWaiting(incident.status)) return incidentChanged(state, incident);
    return isKnown(state, incident.id) ? incidentChanged(state, incident) : incidentChanged(insert(state, alertOf(incident)), incident);
  }, alerts);
}

/** Nobody took it although everybody was told: it comes back on every console, also where it was put away or silenced. */
function sirenStarted(alerts: Alerts, incident: Incident): Alerts {
  const { id } = incident;
  const others = { ...alerts, waiting: alerts.waiting.filter((alert) => alert.id !== id) };
  return {
    ...insert(others, alertOf(incident)),
    setAside: without(alerts.setAside, id),
    muted: without(alerts.muted, id),
    sirened: withId(alerts.sirened, id),
  };
}

export function putAside(alerts: Alerts, ids: readonly string[]): Alerts {
  const gone = new Set(ids);
  return {
    ...alerts,
    waiting: alerts.waiting.filter(({ id }) => !gone.has(id)),
    setAside: ids.reduce(withId, alerts.setAside),
  };
}

export function mute(alerts: Alerts, id: string): Alerts {
  const muted = alerts.muted.has(id) ? without(alerts.muted, id) : withId(alerts.muted, id);
  return { ...alerts, muted };
}

export const waitingIds = (alerts: Alerts): string[] => alerts.waiting.map(({ id }) => id);

/** What to sound, null = silence. One that rings is enough; the siren goes before all, a call for help before the rest. */
export function soundingKind(alerts: Alerts): IncidentKind | 'siren' | null {
  const ringing = alerts.waiting.filter(({ id }) => !alerts.muted.has(id));
  if (ringing.some(hasSiren)) return 'siren';
  return alerts.emergencies.size > 0 ? 'emergency' : (ringing[0]?.kind ?? null);
}

export const hasSiren = ({ incident }: Alert): boolean => incident !== null && incident.escalation.sirenAtMs !== null;

function alertOf(incident: Incident): Alert {
  const { id, kind, cameraId, cameraName, location, confidence, photoUrl } = incident;
  return { id, kind, cameraId, cameraName, location, confidence, photoUrl, detectedAtMs: incident.timing.detectedAtMs, incident };
}

/** True when this console has had the incident on its screen, or heard that it was handled. */
export const knowsIncident = (alerts: Alerts, id: string): boolean => isKnown(alerts, id);

const isKnown = ({ waiting, setAside, handled }: Alerts, id: string) =>
  setAside.has(id) || handled.has(id) || waiting.some((alert) => alert.id === id);

const isNewer = (incident: Incident, known: Incident | null) => !known || incident.revision >= known.revision;

/** The alert on the screen stays, the others wait in the order they were detected; a call for help waits for none but calls for help. */
function insert(given: Alerts, alert: Alert): Alerts {
  const urgent = alert.kind === 'emergency';
  const alerts = urgent ? { ...given, emergencies: withId(given.emergencies, alert.id) } : given;
  const [head, ...rest] = alerts.waiting;
  if (!head) return { ...alerts, waiting: [alert] };
  if (urgent && head.kind !== 'emergency') return { ...alerts, waiting: [alert, ...alerts.waiting] };
  return { ...alerts, waiting: [head, ...[...rest, alert].sort((a, b) => a.detectedAtMs - b.detectedAtMs)] };
}

function withId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = [...ids].slice(-(mostRemembered - 1));
  return new Set([...next, id]);
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  if (!ids.has(id)) return ids;
  const next = new Set(ids);
  next.delete(id);
  return next;
}
