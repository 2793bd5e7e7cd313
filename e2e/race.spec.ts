import { TestTelegram } from '../electron/services/notifications/channels/telegram/testing/telegram-server.ts';
import { expect, test } from './console-test.ts';

interface Incident {
  id: string;
  status: string;
  acknowledgedBy: string | null;
  timing: { acceptedAtMs: Record<string, number>; firstTapAtMs: number | null };
}
interface History {
  events: { kind: string; who: string | null; via: string }[];
}

test('two consoles and a Telegram responder race for a call for help: one wins, all see who, a restart doubles nothing', async ({
  startStation,
  openConsole,
}) => {
  const server = await TestTelegram.start();
  try {
    const env = { TELEGRAM_API_URL: server.apiUrl, TELEGRAM_BOT_TOKEN: server.token };
    const station = await startStation({ env });
    const contact = await station.api<{ id: string }>('POST', '/api/contacts', {
      ...{ name: 'Budi', language: 'en', addresses: [], reach: { all: true }, kinds: ['accident', 'emergency'] },
      ...{ escalationLevel: 1, quietHours: null, enabled: true },
    });
    const { body: link } = await station.api<{ code: string }>('POST', '/api/telegram/codes', { contactId: contact.body.id });
    await server.write('555', `/start ${link.code}`);
    await expect.poll(() => server.chat('555').length).toBeGreaterThan(0);
    const before = server.chat('555').length;
    const consoles = [await openConsole(station), await openConsole(station)];

    const call = { message: 'man down', location: 'Gate 2' };
    const sent = await station.api<{ success: boolean; emergency: Incident }>('POST', '/send-emergency', call);
    expect(sent.body).toMatchObject({ success: true });
    const { id } = sent.body.emergency;
    const popups = consoles.map((page) => page.getByRole('alertdialog', { name: /Emergency/ }));
    for (const popup of popups) await expect(popup).toBeVisible();
    const alertsOf = () => server.chat('555').slice(before);
    await expect.poll(() => alertsOf().length).toBe(1);
    expect(alertsOf()[0]?.text).toContain('man down');

    await Promise.allSettled([
      ...popups.map((popup) => popup.getByRole('button', { name: /Acknowledge/ }).click({ timeout: 5_000 })),
      server.tap('555', alertsOf()[0]?.messageId ?? 0, `take:${id}`, { id: 555, name: 'Budi' }),
    ]);
    const read = async () => (await station.api<Incident>('GET', `/api/incidents/${id}`)).body;
    await expect.poll(async () => (await read()).status).toBe('acknowledged');
    const taken = await read();
    const winner = taken.acknowledgedBy ?? '';
    expect(['admin', 'Budi']).toContain(winner);
    expect([taken.timing.acceptedAtMs.telegram, taken.timing.firstTapAtMs]).toEqual([expect.any(Number), expect.any(Number)]);
    for (const popup of popups) await expect(popup).toHaveCount(0);
    await expect.poll(() => alertsOf()[0]?.text).toContain(winner);
    const { events } = (await station.api<History>('GET', `/api/incidents/${id}/history`)).body;
    expect(events.filter(({ kind }) => kind === 'acknowledged')).toMatchObject([{ who: winner }]);

    await station.stop('SIGKILL');
    await startStation({ env, dataDir: station.dataDir });
    await server.write('555', '/status');
    await expect.poll(() => alertsOf().at(-1)?.text).toContain('Cameras live');
    expect(alertsOf().filter(({ text }) => text.includes('man down'))).toHaveLength(1);
  } finally {
    await server.stop();
  }
});
