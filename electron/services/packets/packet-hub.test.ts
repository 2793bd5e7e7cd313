import { expect, test } from 'vitest';
import type { Packet } from './packet.ts';
import { PacketHub } from './packet-hub.ts';
import type { VideoTrack } from './video-track.ts';

const track: VideoTrack = { codec: 'avc1.64001f', width: 2, height: 2, sampleEntry: Buffer.alloc(0), description: Buffer.alloc(0) };

/** A hub whose two clocks the test sets; pictures come 15 a second, a key frame every second. */
function stage() {
  const clocks = { wallMs: 1_000_000, monotonicMs: 50 };
  const hub = new PacketHub({ nowMs: () => clocks.wallMs, monotonicMs: () => clocks.monotonicMs });
  const seen: Packet[] = [];
  const words: string[] = [];
  hub.listen('gate', {
    onTrack: () => words.push('track'),
    onPacket: (packet) => seen.push(packet),
    onEnd: () => words.push('end'),
  });
  const connection = hub.connect('gate');
  connection.track(track);
  let sent = 0;
  const pass = (ms: number) => {
    clocks.wallMs += ms;
    clocks.monotonicMs += ms;
  };
  const send = (count: number, { jitterMs = 0, decodeOf = (index: number) => (index * 1000) / 15 } = {}) => {
    for (let index = 0; index < count; index += 1) {
      pass(1000 / 15 + (sent % 2 === 0 ? jitterMs : -jitterMs));
      connection.packet({ decodeMs: decodeOf(sent), compositionMs: 0, isKey: sent % 15 === 0, data: Buffer.alloc(10) });
      sent += 1;
    }
  };
  return { hub, clocks, seen, words, connection, send, pass };
}

const steps = (packets: readonly Packet[]) =>
  packets.slice(1).map((packet, index) => packet.timelineMs - (packets[index]?.timelineMs ?? 0));

test('pictures are as far apart as the camera says, whatever the network does', () => {
  const { seen, send } = stage();
  send(60, { jitterMs: 30 });
  expect(Math.max(...steps(seen))).toBeLessThan(70);
  expect(Math.min(...steps(seen))).toBeGreaterThan(63);
});

test.each([
  ['that starts anew at 0', (index: number) => ((index % 20) * 1000) / 15],
  ['that stands still', () => 7],
  ['that jumps an hour ahead', (index: number) => (index * 1000) / 15 + (index > 30 ? 3_600_000 : 0)],
  ['that runs twice too fast', (index: number) => (index * 2000) / 15],
])('the clock of a camera %s is brought back to ours', (_name, decodeOf) => {
  const { seen, send, clocks } = stage();
  send(300, { decodeOf });
  expect(Math.abs((seen.at(-1)?.atMs ?? 0) - clocks.wallMs)).toBeLessThan(3_100);
  expect(Math.min(...steps(seen))).toBeGreaterThanOrEqual(1);
});

test('a wall clock that is set is told once, and the timeline goes on', () => {
  const { seen, send, clocks } = stage();
  send(10);
  clocks.wallMs -= 3_600_000;
  send(10);
  expect(seen.filter(({ clockStepped }) => clockStepped).map(({ seq }) => seq)).toEqual([11]);
  expect((seen[9]?.atMs ?? 0) - (seen[10]?.atMs ?? 0)).toBeGreaterThan(3_500_000);
  expect(Math.min(...steps(seen))).toBeGreaterThan(60);
});

test('a viewer begins with the last key frame, a recorder with the one before its time', () => {
  const { hub, send, seen } = stage();
  hub.keep('gate', 3_000);
  send(15 * 6 + 5);
  const now = seen.at(-1)?.atMs ?? 0;
  expect(hub.recent('gate').map(({ seq }) => seq)).toEqual([91, 92, 93, 94, 95]);
  const [first] = hub.recent('gate', now - 2_000);
  expect(first).toMatchObject({ isKey: true });
  expect(now - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(2_000);
  expect(now - (hub.recent('gate', 0)[0]?.atMs ?? 0)).toBeLessThan(4_100);
});

test('listeners live through connections, and nothing of the old one is left', () => {
  const { hub, connection, words, send, seen } = stage();
  send(3);
  connection.end();
  expect(hub.track('gate')).toBeNull();
  expect(hub.recent('gate')).toEqual([]);
  hub.forget('gate');
  const next = hub.connect('gate');
  next.track(track);
  next.packet({ decodeMs: 0, compositionMs: 0, isKey: true, data: Buffer.alloc(1) });
  expect(words).toEqual(['track', 'end', 'track']);
  expect(seen).toHaveLength(4);
});
