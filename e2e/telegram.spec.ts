import { TestTelegram } from '../electron/services/notifications/channels/telegram/testing/telegram-server.ts';
import { expect, test } from './console-test.ts';

test('a bot is set up and a chat linked in the console, and the chat can talk to the station', async ({ startStation, openConsole }) => {
  const server = await TestTelegram.start();
  try {
    const station = await startStation({ env: { TELEGRAM_API_URL: server.apiUrl } });
    const page = await openConsole(station);
    await page.goto(`${station.address}/#/settings/channels`);
    const card = page.getByRole('article', { name: 'Telegram' });
    await card.getByRole('button').first().click();
    await card.getByLabel('Bot token').fill(server.token);
    await card.getByRole('button', { name: 'Save token' }).click();
    await expect(card.getByText('@TestNameBot')).toBeVisible();
    await expect(card.getByText('Receiving by polling')).toBeVisible();

    await page.goto(`${station.address}/#/settings/contacts`);
    await page.getByRole('button', { name: 'Add contact' }).click();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Budi');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('article', { name: 'Budi' }).getByRole('button', { name: 'Edit' }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Link Telegram' }).click();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    await server.write('555', (await page.getByText(/^\/start [A-Z0-9]{10}$/).textContent()) ?? '');
    await expect(page.getByText('Linked. Alerts now come to this chat.')).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();

    await server.write('555', '/status');
    await expect.poll(() => server.chat('555').at(-1)?.text).toContain('Cameras live: 0 of 0');
    expect(station.output).not.toContain(server.token);
  } finally {
    await server.stop();
  }
});
