import { expect, test } from 'vitest';
import { contactInputSchema } from '../../../shared/schemas/notification.ts';
import { brokenAddress, clockOf, inputOf, minuteOf, valuesOf } from './contact-form.ts';

const whole = {
  id: 'c1',
  name: 'Budi',
  language: 'id' as const,
  addresses: [{ channel: 'whatsapp' as const, address: '+6281234567890', enabled: true }],
  reach: { all: false as const, siteIds: ['s1'], cameraIds: ['c7'] },
  kinds: ['fire' as const],
  escalationLevel: 2,
  quietHours: { fromMinute: 1_380, toMinute: 425 },
  addressNotices: false,
  enabled: true,
  createdAtMs: 1,
};

test('a contact survives being shown and saved', () => {
  const { id: _id, createdAtMs: _at, ...input } = whole;
  expect(contactInputSchema.parse(inputOf(valuesOf(whole, 'en')))).toEqual(input);
});

test('a fresh contact is told of everything at once, in the language of whoever adds it', () => {
  expect(inputOf({ ...valuesOf(null, 'ru'), name: 'Eva' })).toMatchObject({
    language: 'ru',
    reach: { all: true },
    escalationLevel: 1,
    quietHours: null,
  });
});

test.each([
  ['00:00', 0],
  ['7:05', 425],
  ['23:59', 1_439],
  ['24:00', null],
  ['12:60', null],
  ['', null],
])('%s is minute %s', (text, minute) => {
  expect(minuteOf(text)).toBe(minute);
  if (minute !== null) expect(minuteOf(clockOf(minute))).toBe(minute);
});

test('an address that its channel cannot use is named', () => {
  expect(brokenAddress({ channel: 'whatsapp', address: '0812', enabled: true })).toBe('whatsapp');
  expect(brokenAddress({ channel: 'telegram', address: ' -100123 ', enabled: true })).toBeNull();
});
