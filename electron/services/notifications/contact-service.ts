import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { ChannelName, Contact, ContactInput, ContactPatch } from '../../../shared/schemas/notification.ts';
import type { NowMs } from '../clock.ts';
import type { ContactRepository } from '../store/contact-repository.ts';

export interface ContactServiceOptions {
  readonly contacts: ContactRepository;
  readonly nowMs: NowMs;
}

/** People who are told of incidents. Kept in memory as well: planning an alert asks no database. */
export class ContactService {
  readonly #options: ContactServiceOptions;
  #known: readonly Contact[] = [];

  constructor(options: ContactServiceOptions) {
    this.#options = options;
  }

  /** Reads them anew; another station over the same database may have changed them. */
  async refresh(): Promise<void> {
    this.#known = await this.#options.contacts.list();
  }

  /** As they are known in memory, oldest first. */
  all(): readonly Contact[] {
    return this.#known;
  }

  /** Who is reached at this address, if anybody. */
  findByAddress(channel: ChannelName, address: string): Contact | null {
    return this.#known.find((contact) => contact.addresses.some((own) => own.channel === channel && own.address === address)) ?? null;
  }

  async create(input: ContactInput): Promise<Contact> {
    const contact = { ...input, id: randomUUID(), createdAtMs: this.#options.nowMs() };
    await this.#options.contacts.insert(contact);
    await this.refresh();
    return contact;
  }

  /** @throws {AppError} `not_found`. */
  async update(id: string, patch: ContactPatch): Promise<Contact> {
    const before = await this.#options.contacts.get(id);
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const contact: Contact | null = before && { ...before, ...given };
    if (!contact || !(await this.#options.contacts.update(contact))) throw noContact();
    await this.refresh();
    return contact;
  }

  /** What was sent to them stays on record. @throws {AppError} `not_found`. */
  async remove(id: string): Promise<void> {
    if (!(await this.#options.contacts.remove(id))) throw noContact();
    await this.refresh();
  }
}

function noContact(): AppError {
  return new AppError('not_found', 'There is no such contact.');
}
