import type { Camera } from '../../../../../shared/schemas/camera.ts';
import type { Incident, IncidentPatch } from '../../../../../shared/schemas/incident.ts';
import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { Frame } from '../../../cameras/frame.ts';

/** A person who acts by Telegram. */
export interface Responder {
  /** As everybody reads it: the contact's name, or a group member's. */
  readonly name: string;
  readonly contactId: string;
}

/** What the bot does to incidents: through the same gate as consoles, so that of many exactly one wins. */
export interface TelegramIncidents {
  /** @throws {AppError} `not_found`. */
  get(id: string): Promise<Incident>;
  /** Newest first, not taken yet. */
  waiting(): Promise<Incident[]>;
  /** @throws {AppError} `conflict` when somebody was first; `not_found`; `unavailable`. */
  update(id: string, patch: IncidentPatch, who: Responder): Promise<Incident>;
  /** Absolute path of the very frame that raised it; null = there is none (any more). */
  photoPath(id: string): Promise<string | null>;
  /** Tells whoever escalates: this contact will not take it. */
  declined(incidentId: string, contactId: string): void;
}

/** Who stands behind a chat. */
export interface TelegramContacts {
  /** @returns null for a chat that no contact is linked to. */
  byChat(chatId: string): Promise<Contact | null>;
  /** Links the chat to this contact and to no other. @returns null when the contact is gone. */
  link(contactId: string, chatId: string): Promise<Contact | null>;
  /** A group was turned into a supergroup, which has another id. */
  moveChat(from: string, to: string): Promise<void>;
}

export interface TelegramCameras {
  list(): Camera[];
  /** Null while it has shown no picture. */
  latestFrame(cameraId: string): Frame | null;
}

/** Where the console can be reached from outside. */
export interface PublicAddress {
  /** `https://name.example`, without a slash at the end; null = from this machine or network only. */
  current(): string | null;
  /** @returns a function that ends the subscription. */
  onChanged(listener: () => void): () => void;
}

/** @returns path of an MP4 of at most 50 MB, or null while there is none. */
export type ClipOf = (incidentId: string) => Promise<string | null>;
