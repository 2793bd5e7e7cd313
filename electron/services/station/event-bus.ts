import { type EventName, events, type Payload } from '../../../shared/contract/events.ts';

type Listener<E extends EventName> = (payload: Payload<E>) => void;
type AnyListener = (name: EventName, payload: Payload<EventName>) => void;

/** The contract's events inside the station: services tell, the web hub and the desktop window listen. */
export class EventBus {
  readonly #listeners = new Map<EventName, Set<Listener<EventName>>>();
  readonly #any = new Set<AnyListener>();

  emit<E extends EventName>(name: E, payload: Payload<E>): void {
    for (const listener of this.#any) listener(name, payload);
    for (const listener of this.#listeners.get(name) ?? []) listener(payload);
  }

  /** @returns a function that ends the subscription. */
  on<E extends EventName>(name: E, listener: Listener<E>): () => void {
    if (!Object.hasOwn(events, name)) throw new Error(`no such event: ${name}`);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as Listener<EventName>));
    return () => void listeners.delete(listener as Listener<EventName>);
  }

  /** @returns a function that ends the subscription. */
  onAny(listener: AnyListener): () => void {
    this.#any.add(listener);
    return () => void this.#any.delete(listener);
  }
}
