import type { EventName, Payload } from '../../../shared/contract/events.ts';
import type { Reach } from '../../../shared/schemas/user.ts';

/** Whom an event concerns: everybody, or those who may see this camera or one of these sites. */
type Audience = 'everybody' | { readonly cameraIds: readonly string[]; readonly siteIds: readonly (string | null)[] };

const wholeRoom = 'reach:whole';
const cameraRoom = (id: string) => `camera:${id}`;
const siteRoom = (id: string) => `site:${id}`;

/** Rooms that a connection with this reach is in. */
export function roomsOfReach(reach: Reach): string[] {
  return reach.all ? [wholeRoom] : [...reach.cameraIds.map(cameraRoom), ...reach.siteIds.map(siteRoom)];
}

/** The camera left a site; those of the old site who do not see it any longer are told that it is gone. */
export interface Farewell {
  readonly cameraId: string;
  readonly rooms: readonly string[];
  readonly except: readonly string[];
}

/**
 * Who is told of which event. Knows where cameras are from the events themselves, so that the many observations cost one look-up
 * each. An event of the contract that has no entry here does not compile.
 */
export class EventAudience {
  readonly #siteOfCamera: Map<string, string | null>;

  /** @param cameras as they are at the start, before the first event. */
  constructor(cameras: readonly { readonly id: string; readonly siteId: string | null }[]) {
    this.#siteOfCamera = new Map(cameras.map(({ id, siteId }) => [id, siteId]));
  }

  readonly #audiences: { readonly [E in EventName]: (payload: Payload<E>) => Audience } = {
    'receive-message': ({ cameraId }) => (cameraId === null ? 'everybody' : this.#camera(cameraId)),
    observation: ({ cameraId }) => this.#camera(cameraId),
    'camera-changed': ({ id, siteId }) => ({ cameraIds: [id], siteIds: [siteId] }),
    'camera-removed': ({ id }) => this.#camera(id),
    'recording-changed': ({ cameraId }) => this.#camera(cameraId),
    'recording-disk': () => 'everybody',
    'remote-archive': () => 'everybody',
    'site-changed': ({ id }) => this.#site(id),
    'site-removed': ({ id }) => this.#site(id),
    'incident-changed': ({ cameraId, siteId }) =>
      cameraId === null && siteId === null ? 'everybody' : { cameraIds: cameraId === null ? [] : [cameraId], siteIds: [siteId] },
    'evidence-changed': ({ cameraId, siteId }) =>
      cameraId === null && siteId === null ? 'everybody' : { cameraIds: cameraId === null ? [] : [cameraId], siteIds: [siteId] },
    'evidence-export': () => 'everybody',
    'station-status': () => 'everybody',
    'public-address': () => 'everybody',
    'model-download': () => 'everybody',
  };

  /** @returns rooms to tell, null = everybody. */
  roomsFor<E extends EventName>(name: E, payload: Payload<E>): string[] | null {
    const audience = this.#audiences[name](payload);
    if (audience === 'everybody') return null;
    return [wholeRoom, ...audience.cameraIds.map(cameraRoom), ...audience.siteIds.filter((id) => id !== null).map(siteRoom)];
  }

  /** Site of a camera now; null = none, or unknown. */
  siteOf(cameraId: string): string | null {
    return this.#siteOfCamera.get(cameraId) ?? null;
  }

  /** Keeps where cameras are up to date; call after the event was sent. @returns whom to tell that the camera is gone for them. */
  note<E extends EventName>(name: E, payload: Payload<E>): Farewell | null {
    if (name === 'camera-removed') this.#siteOfCamera.delete((payload as Payload<'camera-removed'>).id);
    if (name !== 'camera-changed') return null;
    const { id, siteId } = payload as Payload<'camera-changed'>;
    const before = this.siteOf(id);
    this.#siteOfCamera.set(id, siteId);
    if (before === null || before === siteId) return null;
    const except = [wholeRoom, cameraRoom(id), ...(siteId === null ? [] : [siteRoom(siteId)])];
    return { cameraId: id, rooms: [siteRoom(before)], except };
  }

  #camera(cameraId: string): Audience {
    return { cameraIds: [cameraId], siteIds: [this.siteOf(cameraId)] };
  }

  /** Those who see a camera of the site know the site's name. */
  #site(id: string): Audience {
    const cameraIds = [...this.#siteOfCamera].filter(([, siteId]) => siteId === id).map(([cameraId]) => cameraId);
    return { cameraIds, siteIds: [id] };
  }
}
