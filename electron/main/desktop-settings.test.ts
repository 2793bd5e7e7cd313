import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DesktopSettingsFile } from './desktop-settings.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'sentra-settings-'));
const empty = { window: null, trayNoticeShown: false, lastCrash: null };

test('starts empty and remembers what changed', async () => {
  const folder = await newFolder();
  const settings = await DesktopSettingsFile.open(join(folder, 'not', 'there', 'yet'));
  expect(settings.value).toEqual(empty);
  await settings.change({ trayNoticeShown: true });
  expect((await DesktopSettingsFile.open(join(folder, 'not', 'there', 'yet'))).value).toEqual({ ...empty, trayNoticeShown: true });
});

test.each(['', '{', '[]', '"text"', 'null', '{"window":"big","trayNoticeShown":7}'])(
  'a file that says %j starts it empty',
  async (text) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'desktop.json'), text);
    expect((await DesktopSettingsFile.open(folder)).value).toEqual(empty);
  },
);

test('one broken value does not cost the others', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'desktop.json'), JSON.stringify({ window: { bounds: { x: 'left' } }, trayNoticeShown: true }));
  expect((await DesktopSettingsFile.open(folder)).value).toEqual({ ...empty, trayNoticeShown: true });
});

test('changes in quick succession end with the last one, and leave no temporary file', async () => {
  const folder = await newFolder();
  const settings = await DesktopSettingsFile.open(folder);
  await Promise.all(Array.from({ length: 20 }, (_, atMs) => settings.change({ lastCrash: { atMs, reason: 'x' } })));
  expect((await DesktopSettingsFile.open(folder)).value.lastCrash).toEqual({ atMs: 19, reason: 'x' });
  expect(await readdir(folder)).toEqual(['desktop.json']);
});
