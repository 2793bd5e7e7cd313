import SqliteFile from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StatementCache } from './statement-cache.ts';

let file: SqliteFile.Database;
let cache: StatementCache;
beforeEach(() => {
  file = new SqliteFile(':memory:');
  cache = new StatementCache(file);
  file.exec('create table things (id integer primary key, name text)');
});
afterEach(() => cache.close());

test('the same words are compiled once', () => {
  const insert = cache.prepare('insert into things (name) values (?)');
  insert.run(['lamp']);
  expect(cache.prepare('insert into things (name) values (?)')).toBe(insert);
  insert.run(['door']);
  expect(cache.prepare('select name from things order by id').all([])).toEqual([{ name: 'lamp' }, { name: 'door' }]);
});

test('after a change of the schema statements see it', () => {
  const select = () => cache.prepare('select * from things').all([]);
  cache.prepare('insert into things (name) values (?)').run(['lamp']);
  expect(select()).toEqual([{ id: 1, name: 'lamp' }]);
  cache.prepare('alter table things add column colour text').run();
  expect(select()).toEqual([{ id: 1, name: 'lamp', colour: null }]);
  cache.prepare('alter table things drop column name').run();
  expect(select()).toEqual([{ id: 1, colour: null }]);
});

test('a statement that is being read is not handed out a second time', () => {
  for (const name of ['lamp', 'door']) cache.prepare('insert into things (name) values (?)').run([name]);
  const rows = cache.prepare('select id from things').iterate([]);
  rows.next();
  expect(cache.prepare('select id from things').all([])).toHaveLength(2);
  rows.return?.();
});

test('no more are kept than fit', () => {
  const first = cache.prepare('select 0');
  for (let index = 1; index <= 300; index++) cache.prepare(`select ${index}`);
  expect(cache.prepare('select 300')).toBe(cache.prepare('select 300'));
  expect(cache.prepare('select 0')).not.toBe(first);
});
