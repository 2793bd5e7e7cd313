import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PublicAddress, TunnelProviderName } from '../../../shared/schemas/tunnel.ts';
import { createLogger } from '../logging/logger.ts';
import { TunnelFailure, type TunnelProvider } from './tunnel-provider.ts';
import { TunnelSupervisor } from './tunnel-supervisor.ts';

/** A provider whose tunnels work as long as the test says so. */
class FakeProvider implements TunnelProvider {
  readonly name: TunnelProviderName;
  readonly visitorHeader = null;
  behaviour: 'works' | 'hangs' | 'refuses' | 'absent' = 'works';
  /** Urls that answer checks. */
  readonly working = new Set<string>();
  readonly signals: AbortSignal[] = [];
  end: (reason: string) => void = () => undefined;
  #count = 0;

  constructor(name: TunnelProviderName) {
    this.name = name;
  }
  async unready() {
    return this.behaviour === 'absent' ? new TunnelFailure('not_installed', `${this.name} is missing`) : null;
  }
  async open({ signal }: { port: number; signal: AbortSignal }) {
    this.signals.push(signal);
    if (this.behaviour === 'refuses') throw new TunnelFailure('refused', `${this.name} said no`);
    if (this.behaviour === 'hangs') return new Promise<never>(() => undefined);
    const url = `https://${this.name}-${++this.#count}.example`;
    this.working.add(url);
    const closed = new Promise<string>((resolve) => {
      this.end = resolve;
    });
    return { url, visitorPassword: null, closed };
  }
}

let supervisor: TunnelSupervisor;
let first: FakeProvider;
let second: FakeProvider;
let doors: number;
let seen: PublicAddress[];
let skewMs: number;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  first = new FakeProvider('cloudflared');
  second = new FakeProvider('localtunnel');
  doors = 0;
  seen = [];
  skewMs = 0;
  supervisor = new TunnelSupervisor({
    providers: [first, second],
    openEntrance: async () => {
      doors += 1;
      return { port: 1, setUrl: () => undefined, proofOf: () => '', close: () => closeDoor() };
    },
    check: async ({ url }) => {
      const works = [first, second].some(({ working }) => working.has(url));
      if (!works) throw new TunnelFailure('not_reachable', 'no answer in time');
    },
    onChanged: (address) => seen.push(address),
    log: createLogger('fatal'),
    nowMs: () => Date.now() + skewMs,
    random: () => 0.999,
  });
});
afterEach(async () => {
  const closing = supervisor.close();
  await vi.advanceTimersByTimeAsync(1_000);
  await closing;
  expect(doors).toBe(0);
  vi.useRealTimers();
});

const closeDoor = () => {
  doors -= 1;
};
const run = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const up = () => expect(supervisor.address).toMatchObject({ state: 'up' });

test('the first provider that works gives the address, once it was seen to work', async () => {
  supervisor.start();
  await run(10);
  expect(supervisor.address).toMatchObject({ state: 'up', url: 'https://cloudflared-1.example', provider: 'cloudflared', problem: null });
  expect(seen.map(({ state }) => state)).toEqual(['opening', 'checking', 'up']);
});

test('an address that never works is no address', async () => {
  first.working.add = () => first.working;
  supervisor.start();
  await run(13_000);
  expect(supervisor.address).toMatchObject({ state: 'checking', url: null });
  await run(1_100);
  expect(supervisor.address).toMatchObject({ state: 'up', provider: 'localtunnel' });
});

test('a tunnel that silently stops working is noticed and replaced by the next provider within 30 s', async () => {
  supervisor.start();
  await run(120_010);
  const beganMs = Date.now();
  first.working.clear();
  while (supervisor.address.provider !== 'localtunnel' || supervisor.address.state !== 'up') await run(100);
  expect(Date.now() - beganMs).toBeLessThanOrEqual(15_000);
  expect(seen.map(({ state }) => state)).toContain('doubtful');
  expect(first.signals[0]?.aborted).toBe(true);
});

test('when the next provider hangs and the one after works, the switch takes less than 30 s', async () => {
  supervisor.start();
  await run(120_010);
  second.behaviour = 'hangs';
  const beganMs = Date.now();
  first.end('the program died');
  for (let n = 0; n < 400 && supervisor.address.url !== 'https://cloudflared-2.example'; n++) await run(100);
  expect(Date.now() - beganMs).toBeLessThan(30_000);
  expect(second.signals[0]?.aborted).toBe(true);
});

test('one lost check is a doubt, not a loss: the address stays', async () => {
  supervisor.start();
  await run(10);
  const { sinceMs } = supervisor.address;
  first.working.clear();
  await run(10_100);
  expect(supervisor.address).toMatchObject({ state: 'doubtful', url: 'https://cloudflared-1.example', sinceMs });
  first.working.add('https://cloudflared-1.example');
  await run(1_000);
  expect(supervisor.address).toMatchObject({ state: 'up', sinceMs, problem: null });
});

test('a tunnel its provider ends is replaced at once', async () => {
  supervisor.start();
  await run(61_000);
  first.end('the program died');
  await run(10);
  expect(supervisor.address).toMatchObject({ state: 'up', provider: 'localtunnel' });
  expect(seen.find(({ problem }) => problem?.code === 'ended')).toMatchObject({ url: null, problem: { message: 'the program died' } });
});

test('while none works it says why and waits longer each time, a minute at most', async () => {
  first.behaviour = 'absent';
  second.behaviour = 'refuses';
  supervisor.start();
  await run(5 * 60_000);
  const waits = seen.filter(({ state }) => state === 'waiting').map(({ nextAttemptAtMs, sinceMs }) => (nextAttemptAtMs ?? 0) - sinceMs);
  expect(waits.slice(0, 6).map((ms) => Math.round(ms / 1000))).toEqual([2, 4, 8, 16, 32, 60]);
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  expect(supervisor.address.problem).toMatchObject({ code: 'refused', message: 'localtunnel said no', provider: 'localtunnel' });
});

test('a person can ask for another try without waiting', async () => {
  first.behaviour = 'refuses';
  second.behaviour = 'refuses';
  supervisor.start();
  await run(100_000);
  expect(supervisor.address.state).toBe('waiting');
  second.behaviour = 'works';
  supervisor.retry();
  await run(10);
  up();
});

test('after the laptop slept the address is checked at once and not believed', async () => {
  supervisor.start();
  await run(61_000);
  first.working.clear();
  skewMs = 8 * 3_600_000;
  // The timers stood still during the sleep; the next tick notices the jump.
  await run(2_000 + 1_100);
  expect(supervisor.address).toMatchObject({ state: 'up', provider: 'localtunnel' });
});

test('a clock set back does neither stop the checks nor end a good tunnel', async () => {
  supervisor.start();
  await run(10);
  skewMs = -3_600_000;
  await run(30_000);
  expect(supervisor.address).toMatchObject({ state: 'up', url: 'https://cloudflared-1.example' });
  first.working.clear();
  await run(20_000);
  expect(supervisor.address).toMatchObject({ state: 'up', provider: 'localtunnel' });
});

test('a provider that throws a bug is passed over', async () => {
  first.open = () => Promise.reject(new TypeError('undefined is not a function'));
  supervisor.start();
  await run(10);
  expect(supervisor.address).toMatchObject({ state: 'up', provider: 'localtunnel' });
});

test('tunnels that die young do not make a storm', async () => {
  supervisor.start();
  await run(10);
  for (let n = 0; n < 300; n++) {
    first.end('died');
    second.end('died');
    await run(1_000);
  }
  expect(first.signals.length + second.signals.length).toBeLessThan(60);
});

test('closing in the middle of an opening ends it', async () => {
  first.behaviour = 'hangs';
  supervisor.start();
  await run(10);
  await supervisor.close();
  expect(first.signals[0]?.aborted).toBe(true);
  expect(supervisor.address.state).toBe('off');
});
