import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClipList } from './clip-list.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clips-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function listOf(content: string): Promise<string> {
  const file = join(folder, 'clips.json');
  await writeFile(file, content);
  return file;
}

test('clips are found beside the list, impacts come sorted, other fields are left alone', async () => {
  await writeFile(join(folder, 'a.mp4'), '');
  const file = await listOf('{"scoring":"words","clips":[{"file":"a.mp4","impactsS":[5,2]}]}');
  expect(await readClipList(file)).toEqual([{ name: 'a.mp4', path: join(folder, 'a.mp4'), impactsS: [2, 5] }]);
});

test.each([
  ['no JSON', '{', /clips\.json is no JSON/],
  ['no list', '[]', /expected object/i],
  ['no clips', '{"clips":[]}', /clips: holds no clips/],
  ['a clip without impacts', '{"clips":[{"file":"a.mp4"}]}', /clips\.0\.impactsS/],
  ['a negative impact', '{"clips":[{"file":"a.mp4","impactsS":[-1]}]}', /clips\.0\.impactsS\.0/],
])('%s is refused in words that name the place', async (_, content, words) => {
  await expect(readClipList(await listOf(content))).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringMatching(words) });
});

test('missing clips are all named', async () => {
  const file = await listOf('{"clips":[{"file":"a.mp4","impactsS":[]},{"file":"b.mp4","impactsS":[]}]}');
  await expect(readClipList(file)).rejects.toMatchObject({ code: 'not_found', message: expect.stringMatching(/a\.mp4, b\.mp4/) });
});

test('a missing list is named', async () => {
  await expect(readClipList(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'not_found' });
});
