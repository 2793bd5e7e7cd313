import { expect, test } from './console-test.ts';

const password = 'a-long-enough-password';

test('an admin gives a user one site; the open console of that user follows at once, and the audit log tells of it', async ({
  startStation,
  openConsole,
  browser,
}, testInfo) => {
  const station = await startStation();
  const make = async (path: string, body: object) => (await station.api<{ id: string }>('POST', path, body)).body.id;
  const [north, south] = [await make('/api/sites', { name: 'North' }), await make('/api/sites', { name: 'South' })];
  // Text that a careless console would run.
  const name = '<img src=x onerror=alert(1)>';
  await make('/api/cameras', { name: 'North gate', url: 'push:', siteId: north });
  await make('/api/cameras', { name: 'South gate', url: 'push:', siteId: south });
  await make('/api/cameras', { name, url: 'push:', siteId: north });
  await make('/api/users', { username: 'budi', password, role: 'responder' });

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const budi = await context.newPage();
  const dialogs: string[] = [];
  budi.on('dialog', (dialog) => dialogs.push(dialog.message()));
  await budi.goto(station.address);
  await budi.getByLabel('User name').fill('budi');
  await budi.getByRole('textbox', { name: 'Password' }).fill(password);
  await budi.getByRole('button', { name: 'Sign in' }).click();
  await expect(budi.getByText('South gate').first()).toBeVisible();
  await expect(budi.getByText(name).first()).toBeVisible();

  const admin = await openConsole(station);
  await admin.goto(`${station.address}/#/settings/users`);
  await admin.getByRole('button', { name: /budi/ }).click();
  await admin.getByRole('menuitem', { name: 'Sites and cameras' }).click();
  await admin.getByRole('radio', { name: 'Only these' }).check();
  await admin
    .getByRole('combobox', { name: 'Sites, with all their cameras' })
    .or(admin.getByLabel('Sites, with all their cameras'))
    .first()
    .click();
  await admin.getByRole('option', { name: 'North' }).click();
  await admin.keyboard.press('Escape');
  await admin.screenshot({ path: testInfo.outputPath('reach.png') });
  await admin.getByRole('button', { name: 'Save' }).click();

  await expect(budi.getByText('South gate')).toHaveCount(0);
  await expect(budi.getByText('North gate').first()).toBeVisible();
  expect(dialogs).toEqual([]);

  await admin.goto(`${station.address}/#/settings/audit`);
  await expect(admin.getByRole('cell', { name: /users\.update/ }).first()).toBeVisible();
  await admin.getByRole('button', { name: 'Verify' }).click();
  await expect(admin.getByText(/The log is whole: \d+ entries/)).toBeVisible();
  await admin.screenshot({ path: testInfo.outputPath('audit.png') });
  await admin.setViewportSize({ width: 390, height: 844 });
  await admin.screenshot({ path: testInfo.outputPath('audit-phone.png') });
  await context.close();
});
