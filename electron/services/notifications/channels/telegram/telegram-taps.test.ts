import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Incident } from '../../../../../shared/schemas/incident.ts';
import { bothDatabases, type TestDatabase } from '../../../store/testing/databases.ts';
import { sampleContact, startTelegramRig, type TelegramRig } from './testing/telegram-rig.ts';
import { TestTelegram } from './testing/telegram-server.ts';

const [sqlite] = bothDatabases();
let server: TestTelegram;
let database: TestDatabase;
let rig: TelegramRig;
let incident: Incident;
beforeEach(async () => {
  database = await sqlite.create();
  server = await TestTelegram.start();
  rig = await startTelegramRig(server, database);
  rig.contacts.push(sampleContact('Ann', '101'), sampleContact('Budi', '102'), sampleContact('Team', '-103'));
  incident = await rig.raise();
  for (const chatId of ['101', '102', '-103']) await rig.alert(incident, chatId);
});
afterEach(async () => {
  await rig.close();
  await server.stop();
  expect(rig.log.join('\n')).not.toContain(server.token);
});

const shown = (chatId: string) => server.chat(chatId)[0];
const tap = (chatId: string, verb: string, from?: { id: number; name: string }) =>
  server.tap(chatId, shown(chatId)?.messageId ?? 0, `${verb}:${incident.id}`, from);
const answers = () => server.called('answerCallbackQuery').map(({ text }) => text);
const untilAnswered = (count: number) => vi.waitFor(() => expect(answers()).toHaveLength(count), { timeout: 5_000, interval: 5 });
const allChats = () => rig.update(incident, '101', '102', '-103');

describe('Tangani', () => {
  test('takes the incident; everybody reads who has it, and only the taker can still close it', async () => {
    await tap('101', 'take');
    await untilAnswered(1);
    expect(answers()).toEqual(['You have taken it.']);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'Ann' });
    await allChats();
    for (const chatId of ['101', '102', '-103']) expect(shown(chatId)?.text).toContain('Taken by <b>Ann</b>');
    expect(shown('101')?.buttons).toEqual([`resolve:${incident.id}`, `false:${incident.id}`]);
    expect(shown('102')?.buttons).toEqual([]);
    await tap('102', 'resolve');
    await untilAnswered(2);
    expect(answers()[1]).toBe('Already taken by Ann.');
    await tap('101', 'resolve');
    await untilAnswered(3);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'resolved', closedBy: 'Ann' });
  });

  test('of two responders and a console at once lets exactly one win, and all see who', async () => {
    const console = rig.incidents.update(incident.id, { status: 'acknowledged' }, 'olga').then(
      () => 'won',
      () => 'lost',
    );
    await Promise.all([tap('101', 'take'), tap('102', 'take')]);
    await untilAnswered(2);
    const winners = answers().filter((text) => text === 'You have taken it.').length + ((await console) === 'won' ? 1 : 0);
    expect(winners).toBe(1);
    const { acknowledgedBy } = await rig.incidents.get(incident.id);
    await allChats();
    for (const chatId of ['101', '102', '-103']) expect(shown(chatId)?.text).toContain(`Taken by <b>${acknowledgedBy}</b>`);
    expect(answers().filter((text) => text === `Already taken by ${acknowledgedBy}.`).length).toBe((await console) === 'won' ? 2 : 1);
  });

  test('by two people of the same name is still taken once', async () => {
    rig.contacts.push(sampleContact('Ann', '104', { id: 'other-ann' }));
    await rig.alert(incident, '104');
    await Promise.all([tap('101', 'take'), tap('104', 'take')]);
    await untilAnswered(2);
    expect(answers().toSorted()).toEqual(['Already taken by Ann.', 'You have taken it.']);
  });

  test('in a group names the member who tapped', async () => {
    await tap('-103', 'take', { id: 7, name: 'Cici' });
    await untilAnswered(1);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ acknowledgedBy: 'Cici (Team)' });
    await vi.waitFor(() => expect(shown('-103')?.buttons).toEqual([`resolve:${incident.id}`, `false:${incident.id}`]));
  });

  test('never reopens what was closed meanwhile', async () => {
    await rig.incidents.update(incident.id, { status: 'resolved' }, 'olga');
    await tap('101', 'take');
    await untilAnswered(1);
    expect(answers()).toEqual(['Already closed by olga.']);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'resolved' });
    await vi.waitFor(() => expect(shown('101')?.buttons).toEqual([]));
  });

  test('acts once however often Telegram gives the update, also after a restart', async () => {
    server.copies = 3;
    await tap('101', 'take');
    await untilAnswered(1);
    await vi.waitFor(() => expect(server.called('getUpdates').at(-1)?.offset).toBeDefined());
    await rig.close();
    const before = server.called('getUpdates').length;
    rig = await startTelegramRig(server, database);
    await vi.waitFor(() => expect(server.called('getUpdates').length).toBeGreaterThan(before));
    // The offset that was kept is asked for at once: what has acted is not even sent again.
    expect(Number(server.called('getUpdates')[before]?.offset)).toBeGreaterThan(1);
    expect(answers()).toHaveLength(1);
  });
});

describe('Tolak', () => {
  test('is recorded, told to whoever escalates, and leaves the incident to the others', async () => {
    await tap('101', 'decline');
    await untilAnswered(1);
    expect(rig.declined).toEqual([`${incident.id} contact-ann`]);
    expect(await rig.store.answers.ofIncident(incident.id)).toMatchObject([{ contactId: 'contact-ann', answer: 'declined' }]);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'new' });
    await vi.waitFor(() =>
      expect(shown('101')).toMatchObject({ buttons: [`take:${incident.id}`], text: expect.stringContaining('You declined.') }),
    );
    expect(shown('102')?.buttons).toHaveLength(4);
  });
});

describe('Snooze', () => {
  test('holds back this camera from this person only', async () => {
    await tap('101', 'snooze');
    await untilAnswered(1);
    expect(answers()[0]).toMatch(/^No alerts from Gate 2 until \d\d:\d\d/);
    const nowMs = Date.now();
    expect(rig.pauses.isPaused('contact-ann', incident.cameraId, nowMs)).toBe(true);
    expect(rig.pauses.isPaused('contact-ann', incident.cameraId, nowMs + 31 * 60_000)).toBe(false);
    expect(rig.pauses.isPaused('contact-budi', incident.cameraId, nowMs)).toBe(false);
  });
});

describe('False alarm', () => {
  test('closes an incident that nobody took', async () => {
    await tap('102', 'false');
    await untilAnswered(1);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'false_alarm', closedBy: 'Budi' });
  });
});

describe('a tap', () => {
  test('of a chat that is linked to nobody gets nothing at all', async () => {
    await server.tap('999', 1, `take:${incident.id}`);
    await tap('101', 'decline');
    await untilAnswered(1);
    expect(answers()).toEqual(['Declined. The others are still asked.']);
    expect(server.chat('999')).toEqual([]);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'new' });
  });

  test('of somebody whose cameras these are not changes nothing', async () => {
    rig.contacts.push(sampleContact('Dewi', '105', { reach: { all: false, siteIds: [], cameraIds: ['another'] } }));
    await server.tap('105', 1, `take:${incident.id}`);
    await untilAnswered(1);
    expect(answers()).toEqual(['This is not one of your cameras.']);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ status: 'new' });
  });

  test('on a message whose sending was cut short is told how the incident stands, like any other', async () => {
    const other = await rig.raise();
    server.fail('sendPhoto', 'lost_answer');
    await expect(rig.alert(other, '101')).rejects.toThrow('Telegram cannot be reached');
    const lost = server.chat('101').at(-1);
    await server.tap('101', lost?.messageId ?? 0, `take:${other.id}`);
    await vi.waitFor(() =>
      expect(server.chat('101').at(-1)).toMatchObject({ messageId: lost?.messageId, text: expect.stringContaining('Taken by') }),
    );
  });

  test.each(['drop', { code: 502 }, { code: 400, description: 'Bad Request: query is too old' }] as const)(
    'counts although its answer meets %j',
    async (fault) => {
      server.fail('answerCallbackQuery', fault);
      await tap('101', 'take');
      await vi.waitFor(() => expect(shown('101')?.text).toContain('Taken by <b>Ann</b>'));
      expect(await rig.incidents.get(incident.id)).toMatchObject({ acknowledgedBy: 'Ann' });
    },
  );

  test('is received although polling meets every fault first', async () => {
    server.fail('getUpdates', { code: 429, parameters: { retry_after: 0 } }, { code: 502 }, 'drop', {
      code: 409,
      description: 'Conflict: terminated by other getUpdates request',
    });
    await tap('101', 'take');
    await untilAnswered(1);
    expect(await rig.incidents.get(incident.id)).toMatchObject({ acknowledgedBy: 'Ann' });
  });
});
