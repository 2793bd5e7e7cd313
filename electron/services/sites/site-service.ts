import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Site, siteInputSchema, sitePatchSchema } from '../../../shared/schemas/site.ts';
import type { NowMs } from '../clock.ts';
import type { SiteRepository } from '../store/site-repository.ts';

export interface SiteServiceOptions {
  readonly sites: SiteRepository;
  /** Tells consoles (`site-changed`, `site-removed`). */
  readonly onChanged: (site: Site) => void;
  readonly onRemoved: (id: string) => void;
  /** These cameras lost their site; whoever keeps their records in memory reads them anew. */
  readonly onCamerasDetached: (cameraIds: readonly string[]) => void | Promise<void>;
  readonly nowMs?: NowMs;
}

/** Places with cameras. */
export class SiteService {
  readonly #options: SiteServiceOptions & { readonly nowMs: NowMs };

  constructor(options: SiteServiceOptions) {
    this.#options = { nowMs: Date.now, ...options };
  }

  list(): Promise<Site[]> {
    return this.#options.sites.list();
  }

  async create({ name, address = '' }: z.output<typeof siteInputSchema>): Promise<Site> {
    const { sites, nowMs, onChanged } = this.#options;
    const site = { id: randomUUID(), name, address, createdAtMs: nowMs() };
    await sites.insert(site);
    onChanged(site);
    return site;
  }

  /** @throws {AppError} `not_found`. */
  async update(id: string, { name, address }: z.output<typeof sitePatchSchema>): Promise<Site> {
    const { sites, onChanged } = this.#options;
    const before = await sites.get(id);
    const site = before && { ...before, name: name ?? before.name, address: address ?? before.address };
    if (!site || !(await sites.update(site))) throw notFound();
    onChanged(site);
    return site;
  }

  /** Its cameras stay, without a site. @throws {AppError} `not_found`. */
  async remove(id: string): Promise<void> {
    const { sites, onRemoved, onCamerasDetached } = this.#options;
    const removed = await sites.remove(id);
    if (!removed) throw notFound();
    onRemoved(id);
    if (removed.cameraIds.length > 0) await onCamerasDetached(removed.cameraIds);
  }
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such site.');
}
