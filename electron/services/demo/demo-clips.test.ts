import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoRevision } from '../../../resources/demo/revision.ts';
import type { SceneName } from '../../../resources/demo/scenes/script.ts';
import { DemoClips } from './demo-clips.ts';

let dataDir: string;
let clips: DemoClips;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sentra-demo-'));
  clips = new DemoClips({ dataDir });
});
afterEach(async () => {
  await clips.close();
  await rm(dataDir, { recursive: true, force: true });
});

const never = new AbortController().signal;

/** A clip of three "pictures" as an earlier start would have left it. */
async function leaveClip(scene: SceneName, change: { lengths?: number[]; revision?: string } = {}): Promise<void> {
  const base = path.join(dataDir, 'demo', `${scene}-${change.revision ?? demoRevision()}`);
  await mkdir(path.dirname(base), { recursive: true });
  await writeFile(`${base}.jpegs`, Buffer.from([1, 2, 2, 3, 3, 3]));
  await writeFile(`${base}.json`, JSON.stringify({ fps: 10, width: 640, height: 360, lengths: change.lengths ?? [1, 2, 3] }));
}

test('a clip on disk is played from there, picture by picture', async () => {
  await leaveClip('traffic');
  const clip = await clips.clip('traffic');
  expect([clip.frames, clip.ready, clip.fps]).toEqual([3, 3, 10]);
  expect(await clip.read(2, never)).toEqual(new Uint8Array([3, 3, 3]));
  expect(await clip.read(0, never)).toEqual(new Uint8Array([1]));
});

test('pictures can be read while the scene is still being drawn', async () => {
  const drawn: number[] = [];
  await clips.close();
  clips = new DemoClips({ dataDir, onProgress: (_scene, done) => drawn.push(done) });
  const clip = await clips.clip('collision');
  const jpeg = await clip.read(2, never);
  const { format, width, height } = await sharp(jpeg).metadata();
  expect({ format, width, height }).toEqual({ format: 'jpeg', width: 640, height: 360 });
  expect(clip.ready).toBeLessThan(clip.frames);
  expect(drawn.slice(0, 3)).toEqual([1, 2, 3]);
});

test('two cameras of one scene share its clip', async () => {
  await leaveClip('traffic');
  expect(await clips.clip('traffic')).toBe(await clips.clip('traffic'));
});

test.each([
  ['whose index does not fit the file', { lengths: [1, 2, 9] }],
  ['of another version of the renderer', { revision: '0123456789ab' }],
])('a clip %s is drawn anew and the old one taken away', async (_name, change) => {
  await leaveClip('rear-end', change);
  const clip = await clips.clip('rear-end');
  expect(clip.frames).toBeGreaterThan(100);
  expect(await readdir(path.join(dataDir, 'demo'))).toEqual([`rear-end-${demoRevision()}.part`]);
});

test('an index that is no index is not believed', async () => {
  await leaveClip('rear-end');
  await writeFile(path.join(dataDir, 'demo', `rear-end-${demoRevision()}.json`), '{"fps":');
  expect((await clips.clip('rear-end')).frames).toBeGreaterThan(100);
});

test('who waits for a picture is told when the clip is closed, and can give up before', async () => {
  const clip = await clips.clip('car-park');
  const patience = new AbortController();
  const waiting = clip.read(clip.frames - 1, patience.signal);
  patience.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  const other = clip.read(clip.frames - 1, never);
  other.catch(() => undefined);
  await clips.close();
  await expect(other).rejects.toThrow('closed');
  await expect(clips.clip('car-park')).rejects.toThrow('closed');
});

test('a folder that cannot be made is a failure that can be tried again', async () => {
  await writeFile(path.join(dataDir, 'demo'), 'in the way');
  await expect(clips.clip('traffic')).rejects.toThrow();
  await rm(path.join(dataDir, 'demo'));
  await leaveClip('traffic');
  expect((await clips.clip('traffic')).frames).toBe(3);
  expect(await readFile(path.join(dataDir, 'demo', `traffic-${demoRevision()}.jpegs`))).toHaveLength(6);
});
