import { generateSync } from 'otplib';
import type { Page } from '@playwright/test';
import { expect, test } from './console-test.ts';

const password = 'a password of their own';
const newPassword = 'a password chosen anew';

async function signIn(page: Page, word: string, code?: string): Promise<void> {
  await page.getByLabel('User name').fill('rita');
  await page.getByRole('textbox', { name: 'Password' }).fill(word);
  await page.getByRole('button', { name: 'Sign in' }).click();
  if (code === undefined) return;
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const connected = (page: Page) => expect(page.getByRole('img', { name: 'Station connected' })).toBeVisible();
const openSettings = async (page: Page, tab: string) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: tab }).click();
};
/** The one-time link on the screen, and the dialog closed. */
const takeLink = async (page: Page) => {
  const url = await page.getByRole('dialog').locator('pre').innerText();
  await page.getByRole('button', { name: 'Close' }).click();
  return url;
};

test('somebody is invited, joins, sets a second step up, signs in with it and gets a new password by a link', async ({
  startStation,
  openConsole,
  browser,
}) => {
  const station = await startStation();
  const admin = await openConsole(station);
  await openSettings(admin, 'Users');
  await admin.getByRole('button', { name: 'Invite' }).click();
  await admin.getByRole('button', { name: 'Make a link' }).click();
  await expect(admin.getByRole('img', { name: /^Link for a new user/ })).toBeVisible();
  const invitation = await takeLink(admin);
  await expect(admin.getByText('Invitation: Operator')).toBeVisible();

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const requested: string[] = [];
  context.on('request', (request) => requested.push(request.url(), request.headers().referer ?? ''));
  const page = await context.newPage();
  await page.goto(invitation);
  await page.getByLabel('User name').fill('rita');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('textbox', { name: 'New password again' }).fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
  await connected(page);
  const secretPart = invitation.split('/').at(-1) ?? '';
  expect(secretPart).toMatch(/^[\w-]{43}$/);
  expect(page.url()).not.toContain(secretPart);
  // The browser sends no fragment: the secret is in no address that a server or its log could see.
  expect(requested.some((address) => address.includes(secretPart))).toBe(false);

  await openSettings(page, 'My account');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Current password' }).fill(password);
  await page.getByRole('button', { name: 'Next' }).click();
  const secret = await page.getByRole('dialog').locator('pre').innerText();
  await page.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret }));
  await page.getByRole('button', { name: 'Switch on' }).click();
  const recoveryCodes = (await page.getByRole('dialog').locator('pre').innerText()).split('\n');
  expect(recoveryCodes).toHaveLength(10);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('Recovery codes left: 10')).toBeVisible();

  // An access token that has run out is nothing a person notices: the refresh cookie brings the next one.
  await context.clearCookies({ name: 'sentra_session' });
  await page.reload();
  await connected(page);

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await signIn(page, password, '000000');
  await expect(page.getByRole('alert')).toContainText('The code is wrong');
  await page.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 }));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await connected(page);

  await admin.reload();
  await expect(admin.getByText('second step', { exact: true })).toBeVisible();
  await admin.getByRole('button', { name: 'More for rita' }).click();
  await admin.getByRole('menuitem', { name: 'Link for a new password' }).click();
  const reset = await takeLink(admin);
  await page.goto(reset);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(newPassword);
  await page.getByRole('textbox', { name: 'New password again' }).fill(newPassword);
  await page.getByRole('button', { name: 'Set password' }).click();
  await signIn(page, newPassword, recoveryCodes[0]);
  await connected(page);

  await admin.getByRole('button', { name: 'More for rita' }).click();
  await admin.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${station.address}/#/reset/${reset.split('/').at(-1)}`);
  await expect(page.getByText('This link does not work')).toBeVisible();
  await context.close();
});
