import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isGsm, smsText } from './sms-text.ts';

const link = 'https://gate.example/#/incidents/i-1';

describe('one SMS', () => {
  test('holds 160 characters of the SMS alphabet', () => {
    expect(smsText('a'.repeat(160), null)).toBe('a'.repeat(160));
    expect(smsText('a'.repeat(161), null)).toBe(`${'a'.repeat(157)}...`);
  });

  test('counts characters that take two places', () => {
    expect(smsText('€'.repeat(80), null)).toBe('€'.repeat(80));
    expect(smsText('€'.repeat(81), null)).toBe(`${'€'.repeat(78)}...`);
  });

  test('holds 70 of any other', () => {
    expect(smsText('Авария'.repeat(11), null)).toBe('Авария'.repeat(11));
    expect(smsText('Ж'.repeat(71), null)).toBe(`${'Ж'.repeat(69)}…`);
  });

  test('never cuts a character in two', () => {
    expect(smsText(`${'Ж'.repeat(68)}😀😀`, null)).toBe(`${'Ж'.repeat(68)}…`);
  });

  test('keeps the link whole and shortens what stands before it', () => {
    const text = smsText(`Accident: ${'x'.repeat(200)}`, link);
    expect(text.endsWith(`...\n${link}`)).toBe(true);
    expect(text).toHaveLength(160);
  });

  test('gives the link up where it leaves too little room for the news', () => {
    const long = `https://gate-of-the-harbour.example/#/incidents/7b3c1d1e`;
    expect(smsText('Авария: Ворота 2, Портовая улица', long)).toBe('Авария: Ворота 2, Портовая улица');
  });

  test('puts typographic characters in plain ones, which makes room for ninety more', () => {
    const text = smsText(`“Gate” – it’s ${'a'.repeat(100)}…`, null);
    expect(isGsm(text)).toBe(true);
    expect(text).toContain(`"Gate" - it's`);
  });
});

test('whatever the text, it fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.option(fc.webUrl({ size: 'large' }), { nil: null }), (text, tail) => {
      const sms = smsText(text, tail);
      const units = isGsm(sms) ? [...sms].reduce((sum, c) => sum + ('^{}\\[~]|€\f'.includes(c) ? 2 : 1), 0) : sms.length;
      expect(units).toBeLessThanOrEqual(isGsm(sms) ? 160 : 70);
    }),
    { numRuns: 60 },
  );
});
