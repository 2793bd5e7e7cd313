import { type BrowserContextOptions, type Page, test as base } from '@playwright/test';
import { adminPassword, StationProcess } from './station-process.ts';

interface Fixtures {
  /** Starts stations that end with the test. */
  startStation: (...options: Parameters<typeof StationProcess.start>) => Promise<StationProcess>;
  /** Opens the console of a station, signed in as admin, in a browser profile of its own. */
  openConsole: (station: StationProcess, options?: BrowserContextOptions) => Promise<Page>;
}

/** What a console may say aloud while a test takes its station or camera away. */
const expectedNoise =
  /WebSocket connection|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INTERNET_DISCONNECTED|xhr poll|status of 4\d\d|status of 503/;

/** Playwright's test with real stations; a console that throws or logs an unexpected error fails the test. */
export const test = base.extend<Fixtures>({
  startStation: async ({ browserName: _any }, use) => {
    const stations: StationProcess[] = [];
    await use(async (...options) => {
      const station = await StationProcess.start(...options);
      stations.push(station);
      return station;
    });
    for (const station of stations) await station.dispose();
  },
  openConsole: async ({ browser }, use) => {
    const problems: string[] = [];
    const close: (() => Promise<void>)[] = [];
    await use(async (station, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
      close.push(() => context.close());
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !expectedNoise.test(message.text())) problems.push(message.text());
      });
      await page.goto(station.address);
      await page.getByLabel('User name').fill('admin');
      await page.getByRole('textbox', { name: 'Password' }).fill(adminPassword);
      await page.getByRole('button', { name: 'Sign in' }).click();
      // On a narrow screen only the dot says so.
      await page.getByRole('img', { name: 'Station connected' }).waitFor();
      return page;
    });
    for (const end of close) await end();
    if (problems.length > 0) throw new Error(`the console reported:\n${problems.join('\n')}`);
  },
});

export { expect } from '@playwright/test';
