import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account } from '../electron/services/recording/remote/testing/account.ts';
import { faultyProxy } from '../electron/services/recording/remote/testing/faulty-proxy.ts';
import { bucket, startS3Server } from '../electron/services/recording/remote/testing/s3-server.ts';
import { expect, test } from './console-test.ts';
import { addSleepingCameras, writePast } from './recorded-station.ts';
import { encodeTimedVideo } from './servers/timed-video.ts';
import type { StationProcess } from './station-process.ts';

interface Status {
  readonly state: string;
  readonly stored: { readonly files: number };
  readonly onlyThere: { readonly files: number };
}

const statusOf = async (station: StationProcess) => (await station.api<Status>('GET', '/api/archive/status')).body;

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mp4'));
}

test('an archive is set up and tried, takes the recordings, and plays them when they are only there', async ({
  startStation,
  openConsole,
}) => {
  const server = await startS3Server();
  const proxy = await faultyProxy(server.endpoint);
  try {
    const dataDir = mkdtempSync(join(tmpdir(), 'sentra-e2e-'));
    const before = await startStation({ dataDir });
    const [cameraId = ''] = await addSleepingCameras(before, ['Gate']);
    await before.stop();
    const video = await encodeTimedVideo({ width: 320, height: 180, fps: 10, seconds: 10, keyEveryS: 1, kbitPerS: 300 });
    const midnight = new Date(Date.now() - 3 * 86_400_000);
    midnight.setHours(0, 0, 0, 0);
    await writePast(dataDir, { video, cameraId, fromMs: midnight.getTime(), files: 3, fileMs: 10_000 });
    const station = await startStation({ dataDir });
    const page = await openConsole(station);

    await page.goto(`${station.address}/#/settings/recording`);
    const section = page.getByRole('region', { name: 'Archive elsewhere (S3)' });
    await expect(section.getByTestId('archive-state')).toHaveText('Off');
    await section.getByRole('textbox', { name: 'Address' }).fill(proxy.endpoint);
    await expect(section.getByText('everybody on the way can see the video')).toBeVisible();
    await section.getByRole('textbox', { name: 'Bucket' }).fill('Not A Bucket');
    await expect(section.getByText('3 to 63 small letters')).toBeVisible();
    await section.getByRole('textbox', { name: 'Bucket' }).fill(bucket);
    await section.getByRole('textbox', { name: 'Access key', exact: true }).fill(account.accessKeyId);
    await section.getByLabel('Upload after days').fill('0');
    await section.getByRole('button', { name: 'Save', exact: true }).click();
    await section.getByLabel('Secret of the access key').fill('a wrong secret');
    await section.getByRole('button', { name: 'Save it' }).click();
    await section.getByRole('button', { name: 'Test' }).click();
    await expect(section.getByTestId('archive-test')).toContainText('the secret does not belong to the access key');
    await section.getByLabel('Secret of the access key').fill(account.secret);
    await section.getByRole('button', { name: 'Save it' }).click();
    await expect(section.getByLabel('Secret of the access key')).toHaveValue('');
    await section.getByRole('button', { name: 'Test' }).click();
    await expect(section.getByTestId('archive-test')).toContainText('The archive works.');
    expect(proxy.seen.filter(({ method }) => method === 'PUT')).toHaveLength(2);

    await section.getByLabel('Upload to this archive').click();
    await section.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => statusOf(station)).toMatchObject({ state: 'idle', stored: { files: 3 } });
    await expect(section.getByTestId('archive-state')).toHaveText('Up to date');
    expect(filesUnder(join(dataDir, 'recordings'))).toHaveLength(3);
    await station.api('PATCH', '/api/settings/recording', { retentionDays: 1 });
    await expect.poll(() => statusOf(station)).toMatchObject({ onlyThere: { files: 3 } });
    expect(filesUnder(join(dataDir, 'recordings'))).toEqual([]);

    proxy.fault = () => ({ kind: 'answer', status: 503, code: 'SlowDown' });
    await page.goto(`${station.address}/#/recordings`);
    const day = new Date(midnight.getTime() - midnight.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    await page.getByLabel('Day').fill(day);
    await expect(page.getByRole('figure', { name: 'Gate' })).toContainText('The archive cannot be used: it asks for patience.');
    await station.api('POST', '/api/archive/retry');
    await expect(page.getByTestId('archive-banner')).toContainText('The archive is in trouble: it asks for patience. (SlowDown)');

    proxy.fault = () => null;
    await station.api('POST', '/api/archive/retry');
    await expect(page.getByTestId('archive-banner')).toBeHidden();
    await expect.poll(() => page.locator('video').evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThanOrEqual(2);
    expect(await page.locator('video').evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(320);
    expect(filesUnder(join(dataDir, 'archive-cache'))).toHaveLength(1);
    expect(station.output).not.toContain(account.secret);
  } finally {
    await proxy.close();
    await server.close();
  }
});
