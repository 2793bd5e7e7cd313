export const pages = ['live', 'incidents', 'recordings', 'cameras', 'settings'] as const;
export type Page = (typeof pages)[number];

/** Where the console is: a page and, on it, one camera or incident. */
export interface Route {
  readonly page: Page;
  readonly id: string | null;
}

const isPage = (text: string | undefined): text is Page => pages.some((page) => page === text);

/** Reads `#/incidents/abc`; anything unknown is the live wall. */
export function parseRoute(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, '').split('/');
  if (!isPage(page)) return { page: 'live', id: null };
  return { page, id: id && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : null };
}

export function formatRoute({ page, id }: Route): string {
  return id ? `#/${page}/${id}` : `#/${page}`;
}
