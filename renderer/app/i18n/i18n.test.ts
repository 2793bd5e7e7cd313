import { describe, expect, test } from 'vitest';
import { AppError, errorCodes } from '../../../shared/errors.ts';
import { cameraCauses } from '../../../shared/schemas/camera.ts';
import { evidenceSchema, incidentKinds, incidentStatuses } from '../../../shared/schemas/incident.ts';
import { inferenceHealthSchema } from '../../../shared/schemas/model.ts';
import { roles } from '../../../shared/schemas/user.ts';
import { languages } from '../state/preferences-store.ts';
import { setupI18n, texts } from './i18n.ts';
import { errorText } from './use-error-text.ts';

/** `a.b.c` → text. */
function flat(value: object, path = ''): Map<string, string> {
  const entries = Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] => {
    const here = path ? `${path}.${key}` : key;
    return typeof inner === 'object' && inner !== null ? [...flat(inner, here)] : [[here, String(inner)]];
  });
  return new Map(entries);
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const english = flat(texts.en);

describe.each(languages.filter((language) => language !== 'en'))('language %s', (language) => {
  const own = flat(texts[language]);

  test('has exactly the keys of English', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('fills in the same values in every text', () => {
    for (const [key, text] of own) expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
  });

  test('is translated: whole sentences are never the English ones', () => {
    // Values alone are no sentence.
    const words = (text: string) => text.split(' ').filter((word) => !word.includes('{{')).length;
    const same = [...own].filter(([key, text]) => words(text) > 3 && text === english.get(key)).map(([key]) => key);
    expect(same).toEqual([]);
  });
});

test.each(languages)('%s has words for every code of the contract', (language) => {
  const { cause, error, kind, incidentStatus, evidence, users, inference } = texts[language];
  expect(Object.keys(cause).sort()).toEqual([...cameraCauses].sort());
  expect(Object.keys(error)).toEqual(expect.arrayContaining([...errorCodes]));
  expect(Object.keys(kind).sort()).toEqual([...incidentKinds].sort());
  expect(Object.keys(incidentStatus).sort()).toEqual([...incidentStatuses].sort());
  expect(Object.keys(evidence).sort()).toEqual([...evidenceSchema.shape.name.options].sort());
  expect(Object.keys(users.roleName).sort()).toEqual([...roles].sort());
  expect(Object.keys(inference)).toEqual(expect.arrayContaining([...inferenceHealthSchema.shape.state.options]));
});

test.each(languages)('%s has no empty text', (language) => {
  for (const [key, text] of flat(texts[language])) expect(text.trim(), key).not.toBe('');
});

test('a camera that refuses is explained in the person’s language by its cause', async () => {
  const { t } = await setupI18n('ru');
  const error = new AppError('camera_unreachable', 'connect ECONNREFUSED', { details: { cause: 'refused' } });
  expect(errorText(t, error)).toBe(texts.ru.cause.refused);
});

test('an unknown cause falls back to the code with the station’s words', async () => {
  const { t } = await setupI18n('en');
  const error = new AppError('camera_unreachable', 'odd thing', { details: { cause: 'gremlins' } });
  expect(errorText(t, error)).toBe('No picture from this address: odd thing');
  expect(errorText(t, new TypeError('bug'))).toBe(texts.en.error.unknown);
});
