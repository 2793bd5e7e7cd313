import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodedFrames } from './testing/decoded-frames.ts';
import { recordingRigs, rigStartMs } from './testing/rig.ts';

const rig = recordingRigs();
const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const ever = { cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 86_400_000 };
const diskBytes = 512 << 10;
let small = '';

beforeAll(() => {
  small = mkdtempSync(join(tmpdir(), 'sentra-small-disk-'));
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', small]);
});
afterAll(() => {
  if (canMount) execFileSync('umount', ['--lazy', small]);
  rmSync(small, { recursive: true, force: true });
});

test.skipIf(!canMount)(
  'a disk that really runs full costs recordings and nothing else, and what was written plays (needs root on Linux for a tmpfs)',
  async () => {
    const filler = join(small, '.filler');
    await writeFile(filler, Buffer.alloc(Math.floor(diskBytes * 0.85)));
    const station = await rig({ folder: small, segmentMs: 5_000 });
    let live = 0;
    station.packets.listen('gate', {
      onPacket: () => {
        live += 1;
      },
    });
    await station.addCamera();
    // Nothing may be deleted to make room.
    await station.service.lock('all', ever);
    const camera = await station.camera();
    const cause = () => station.states.at(-1)?.cause;
    let played = 0;
    const playUntil = async (isReached: () => boolean) => {
      for (; !isReached() && played < 600; played += 1) await camera.play(1);
    };
    await playUntil(() => cause() === 'disk_full');
    expect(cause()).toBe('disk_full');
    const whole = await station.service.segments(ever, 1000);
    await camera.play(8);
    played += 8;
    expect(live).toBe(played * 10);
    await expect.poll(() => station.disks.at(-1)?.state).toBe('full');
    await rm(filler);
    await playUntil(() => station.states.at(-1)?.recording === true);
    await camera.play(6);
    camera.end();
    await station.tick();
    await expect.poll(() => station.store.recordings.open()).toEqual([]);
    const after = await station.service.segments(ever, 1000);
    expect(after.length).toBeGreaterThan(whole.length);
    expect(after.slice(0, whole.length - 1)).toEqual(whole.slice(0, -1).map((one) => ({ ...one, open: false })));
    for (const segment of after) expect((await decodedFrames(station.service.fileOf(segment))).complaints).toBe('');
    expect((await station.service.gaps(ever)).map((gap) => gap.cause)).toEqual(['disk_full']);
    expect(await station.service.rebuild()).toMatchObject({ added: 0, lost: 0, quarantined: 0 });
    expect(station.complaints).toContain('recording stopped: disk_full');
  },
);
