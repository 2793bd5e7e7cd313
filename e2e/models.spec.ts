import { expect, test } from './console-test.ts';

test('a public model is offered with its licence, and nothing is fetched before it is agreed to', async ({ startStation, openConsole }) => {
  const station = await startStation();
  const page = await openConsole(station);
  await page.getByRole('link', { name: 'Settings' }).click();
  const heading = page.getByRole('heading', { name: 'Public models' });
  await heading.scrollIntoViewIfNeeded();
  await expect(page.getByText('AGPL: obliges whoever serves others with it').first()).toBeVisible();

  await page.getByRole('button', { name: 'Download: PicoDet-S 416' }).click();
  const dialog = page.getByRole('dialog', { name: 'Download PicoDet-S 416?' });
  await expect(dialog.getByText('Apache-2.0 –')).toBeVisible();
  const go = dialog.getByRole('button', { name: 'Download' });
  await expect(go).toBeDisabled();
  await dialog.getByLabel(/I have read the licence/).check();
  // Its hash is not known: that has to be agreed to as well.
  await expect(go).toBeDisabled();
  await dialog.getByLabel('Download it without verification.').check();
  await expect(go).toBeEnabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  const { body } = await station.api<{ download: unknown }[]>('GET', '/api/models/catalogue');
  expect(body.every(({ download }) => download === null)).toBe(true);
  const refused = await station.api('POST', '/api/models/catalogue/picodet-s/download', { acceptedLicence: 'MIT' });
  expect(refused.status).toBe(400);
});
