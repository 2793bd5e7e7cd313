import { expect, test } from 'vitest';
import { createPreferencesStore, type Shelf } from './preferences-store.ts';

function shelf(content: string | null = null): Shelf & { content: string | null } {
  return {
    content,
    getItem() {
      return this.content;
    },
    setItem(_key, value) {
      this.content = value;
    },
  };
}

test('the first of the browser’s languages that is known is used', () => {
  expect(createPreferencesStore(shelf(), ['de-DE', 'id-ID', 'en']).getState().language).toBe('id');
  expect(createPreferencesStore(shelf(), ['de']).getState().language).toBe('en');
});

test('a choice is remembered', () => {
  const kept = shelf();
  createPreferencesStore(kept, ['en']).setState({ language: 'ru', volume: 0.2 });
  expect(createPreferencesStore(kept, ['en']).getState()).toEqual({ language: 'ru', volume: 0.2 });
});

test.each(['not json', '[]', '{"language":"xx","volume":7}'])('garbled storage %s is answered by defaults', (content) => {
  expect(createPreferencesStore(shelf(content), ['en']).getState()).toEqual({ language: 'en', volume: 0.7 });
});

test('nothing secret is stored', () => {
  const kept = shelf();
  createPreferencesStore(kept, ['en']).setState({ volume: 1 });
  expect(Object.keys(JSON.parse(kept.content ?? '{}'))).toEqual(['language', 'volume']);
});
