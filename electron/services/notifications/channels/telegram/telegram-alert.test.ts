import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { photoBytes } from '../../../incidents/testing/rig.ts';
import { bothDatabases, type TestDatabase } from '../../../store/testing/databases.ts';
import { quick, sampleCameraView, sampleContact, startTelegramRig, type TelegramRig } from './testing/telegram-rig.ts';
import { TestTelegram } from './testing/telegram-server.ts';

const [sqlite] = bothDatabases();
let server: TestTelegram;
let database: TestDatabase;
let rig: TelegramRig;
let clip: string | null = null;
beforeEach(async () => {
  database = await sqlite.create();
  server = await TestTelegram.start();
  rig = await startTelegramRig(server, database, { clipOf: async () => clip });
  rig.contacts.push(sampleContact('Ann', '101'), sampleContact('Budi', '102', { language: 'id' }));
});
afterEach(async () => {
  await rig.close();
  await server.stop();
  expect(rig.log.join('\n')).not.toContain(server.token);
});

const onlyMessage = (chatId: string) => {
  const [message, ...more] = server.chat(chatId);
  if (!message || more.length > 0) throw new Error(`chat ${chatId} shows ${more.length + 1} messages`);
  return message;
};

describe('an alert', () => {
  test('shows the very frame, place, camera, time, confidence, a link and what can be done', async () => {
    const incident = await rig.raise({ confidence: 0.873 });
    await rig.alert(incident, '101');
    const message = onlyMessage('101');
    expect(message.photo).toEqual(new Uint8Array(photoBytes));
    expect(message.text).toContain('<b>Accident</b>');
    expect(message.text).toContain('Harbour Road');
    expect(message.text).toContain('Gate 2');
    expect(message.text).toMatch(/🕒 \d{1,2} \w{3,4} \d{4}, \d\d:\d\d:\d\d \S+/);
    expect(message.text).toContain('87%');
    expect(message.text).toContain(`<a href="https://station.example/#/incidents/${incident.id}">`);
    expect(message.buttons).toEqual(['take', 'decline', 'snooze', 'false'].map((verb) => `${verb}:${incident.id}`));
  });

  test('speaks the language of the contact', async () => {
    const incident = await rig.raise();
    await rig.alert(incident, '102');
    expect(onlyMessage('102').text).toContain('<b>Kecelakaan</b>');
    expect(server.called('sendPhoto')[0]?.reply_markup).toMatch(/Tangani.*Tolak/);
  });

  test('takes what people wrote as text, not as markup, and cuts it to what a caption holds', async () => {
    const camera = { id: 'cam-x', name: '<b>"Gate" & Co</b>', location: `<a href="x">${'🚗'.repeat(150)}`.slice(0, 200), siteId: null };
    await rig.alert(await rig.raise({ camera }), '101');
    const { text } = onlyMessage('101');
    expect(text).toContain('&lt;b&gt;&quot;Gate&quot; &amp; Co&lt;/b&gt;');
    expect(text.replace(/<[^>]*>/g, '').length).toBeLessThanOrEqual(1024);
  });

  test('of an emergency is louder and cannot be snoozed', async () => {
    const incident = await rig.raise();
    const emergency = { ...incident, kind: 'emergency' as const };
    await rig.close();
    rig = await startTelegramRig(server, database, {
      incidents: { ...rig.ports.incidents, get: async () => emergency, photoPath: async () => null },
    });
    await rig.alert(emergency, '101');
    const message = onlyMessage('101');
    expect(message.photo).toBeNull();
    expect(message.text).toContain('🆘🆘🆘 <b>EMERGENCY</b>');
    expect(message.buttons).not.toContain(`snooze:${incident.id}`);
  });

  test('is followed by the place of its camera', async () => {
    rig.cameras.push(sampleCameraView({ id: 'cam-place', latitude: -6.2, longitude: 106.8 }));
    await rig.alert(await rig.raise({ camera: { id: 'cam-place', name: 'Gate 2', location: 'Harbour Road', siteId: null } }), '101');
    const [alert, place] = server.chat('101');
    expect(place).toMatchObject({ place: { latitude: -6.2, longitude: 106.8 }, answersTo: alert?.messageId });
  });

  test('whose picture Telegram refuses goes out as text', async () => {
    server.fail('sendPhoto', { code: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
    await rig.alert(await rig.raise(), '101');
    expect(onlyMessage('101')).toMatchObject({ photo: null, text: expect.stringContaining('Accident') });
  });

  test('that was sent before a failure is not sent again by the next attempt', async () => {
    rig.cameras.push(sampleCameraView({ id: 'cam-retry', latitude: 1, longitude: 2 }));
    const incident = await rig.raise({ camera: { id: 'cam-retry', name: 'Gate 2', location: '', siteId: null } });
    server.fail('sendVenue', { code: 502 });
    const key = randomUUID();
    await expect(rig.alert(incident, '101', key)).rejects.toThrow('502');
    await rig.alert(incident, '101', key);
    await rig.alert(incident, '101', key);
    expect(server.chat('101').map(({ place }) => place !== null)).toEqual([false, true]);
  });

  test('that comes late tells how the incident stands by then', async () => {
    const incident = await rig.raise();
    await rig.incidents.update(incident.id, { status: 'acknowledged' }, 'Olga');
    await rig.alert(incident, '101');
    expect(onlyMessage('101')).toMatchObject({ buttons: [], text: expect.stringContaining('Taken by <b>Olga</b>') });
  });
});

describe('an update', () => {
  test('edits the alert in every chat, whatever it was sent as', async () => {
    const incident = await rig.raise();
    await rig.alert(incident, '101');
    server.fail('sendPhoto', { code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' });
    await rig.alert(incident, '102');
    await rig.incidents.update(incident.id, { status: 'false_alarm' }, 'Olga');
    await rig.update(incident, '101', '102');
    expect(onlyMessage('101')).toMatchObject({ buttons: [], text: expect.stringContaining('False alarm, says <b>Olga</b>') });
    expect(onlyMessage('102')).toMatchObject({ buttons: [], text: expect.stringContaining('Alarm palsu menurut <b>Olga</b>') });
  });

  test('that overtakes its alert still has the last word', async () => {
    const incident = await rig.raise();
    const sent = rig.alert(incident, '101');
    await rig.incidents.update(incident.id, { status: 'acknowledged' }, 'Olga');
    await Promise.all([sent, rig.update(incident, '101')]);
    expect(onlyMessage('101')).toMatchObject({ buttons: [], text: expect.stringContaining('Olga') });
  });

  test('that says nothing new is no failure', async () => {
    const incident = await rig.raise();
    await rig.alert(incident, '101');
    await rig.update(incident, '101');
    expect(server.called('editMessageCaption')).toHaveLength(1);
  });
});

describe('a clip', () => {
  const send = (incidentId: string, key: string) =>
    rig.telegram.channel.send(
      { idempotencyKey: key, recipient: '101', notice: { kind: 'clip', incidentId, language: 'en' }, attempt: 0 },
      new AbortController().signal,
    );

  test('answers the alert it belongs to, once', async () => {
    const incident = await rig.raise();
    await rig.alert(incident, '101');
    clip = join(database.folder, 'clip.mp4');
    await writeFile(clip, 'a video');
    await send(incident.id, 'clip-1');
    await send(incident.id, 'clip-1');
    const [alert, video, ...more] = server.chat('101');
    expect(new TextDecoder().decode(video?.video ?? new Uint8Array())).toBe('a video');
    expect(video?.answersTo).toBe(alert?.messageId);
    expect(more).toEqual([]);
  });

  test('that does not exist is left out', async () => {
    clip = null;
    expect(await send((await rig.raise()).id, 'clip-2')).toEqual({ reference: null });
    expect(server.chat('101')).toEqual([]);
  });
});

describe('a failure', () => {
  const attempt = async () => rig.alert(await rig.raise(), '101');

  test('429 waits as long as Telegram asks', async () => {
    server.fail('sendPhoto', { code: 429, description: 'Too Many Requests: retry after 7', parameters: { retry_after: 7 } });
    await expect(attempt()).rejects.toMatchObject({ name: 'SendRefusal', retryAfterMs: 7_000 });
    expect(server.chat('101')).toEqual([]);
  });

  test.each([
    { code: 403, description: 'Forbidden: bot was blocked by the user' },
    { code: 400, description: 'Bad Request: chat not found' },
  ])('$code is for good', async (fault) => {
    server.fail('sendPhoto', fault);
    await expect(attempt()).rejects.toMatchObject({
      name: 'SendRefusal',
      retryAfterMs: null,
      message: expect.stringContaining(fault.description),
    });
  });

  test.each(['hang', 'drop', { code: 500 }] as const)('%j is tried again, and names no token', async (fault) => {
    await rig.close();
    rig = await startTelegramRig(server, await sqlite.create(), { timings: { ...quick, answerMs: 300 } });
    server.fail('sendPhoto', fault);
    const error: unknown = await attempt().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TelegramFailure' });
    const told = error instanceof Error ? `${error.stack} ${String(error.cause)}` : '';
    expect(`${String(error)} ${JSON.stringify(error)} ${told}`).not.toContain(server.token);
  });

  test('of a token that is no longer known keeps the message for a later one', async () => {
    server.fail('sendPhoto', { code: 401, description: 'Unauthorized' });
    await expect(attempt()).rejects.toMatchObject({ retryAfterMs: 60_000, message: expect.stringContaining('@BotFather') });
  });

  test('of a group that became a supergroup follows it there', async () => {
    rig.contacts.push(sampleContact('Team', '-103'));
    server.fail('sendPhoto', {
      code: 400,
      description: 'Bad Request: group chat was upgraded',
      parameters: { migrate_to_chat_id: -100103 },
    });
    await rig.alert(await rig.raise(), '-103');
    expect(onlyMessage('-100103').text).toContain('Accident');
    expect(rig.contacts.at(-1)?.addresses[0]?.address).toBe('-100103');
  });
});
