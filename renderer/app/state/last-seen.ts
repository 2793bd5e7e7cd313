import { z } from 'zod';
import type { Shelf } from './preferences-store.ts';

const lastSeenSchema = z.object({
  userId: z.string().max(64),
  cursor: z.number().int().min(0),
  /** Until when this console heard everything, by the station's clock. */
  heardUntilMs: z.number().int().min(0),
});
export type LastSeen = z.infer<typeof lastSeenSchema>;

const key = 'sentra.last-seen';

/** How far this browser has read the station's incidents, kept over reloads: where it goes on, however long it was away. */
export class LastSeenShelf {
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Null for a person who has not been here, and when it cannot be read. */
  read(userId: string): LastSeen | null {
    try {
      const lastSeen = lastSeenSchema.parse(JSON.parse(this.#shelf.getItem(key) ?? 'null'));
      return lastSeen.userId === userId ? lastSeen : null;
    } catch {
      // Never written, forbidden or garbled: everything that waits is read anyway.
      return null;
    }
  }

  write(lastSeen: LastSeen): void {
    try {
      this.#shelf.setItem(key, JSON.stringify(lastSeen));
    } catch (error) {
      console.warn('how far incidents were read is not kept', error);
    }
  }
}

/** For consoles without a place to keep things. */
export function memoryShelf(): Shelf {
  const items = new Map<string, string>();
  return { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => void items.set(name, value) };
}
