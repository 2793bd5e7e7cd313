import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { createLogger } from '../logging/logger.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';
import { announceAfterMs } from './address-announcer.ts';
import type { TunnelProvider } from './tunnel-provider.ts';
import { type TunnelChoice, TunnelService } from './tunnel-service.ts';

const stored = new Map<string, unknown>();
const settings: SettingsRepository = {
  get: async <T extends z.ZodType>(key: string, schema: T) => (stored.has(key) ? schema.parse(stored.get(key)) : null),
  set: async (key, value) => void stored.set(key, value),
};
const opened: string[] = [];
const services: TunnelService[] = [];
let addresses: string[];
let end: (reason: string) => void;

const provider = (name: TunnelProvider['name']): TunnelProvider => ({
  name,
  visitorHeader: null,
  unready: async () => null,
  open: async () => {
    opened.push(name);
    const closed = new Promise<string>((resolve) => {
      end = resolve;
    });
    return { url: addresses.shift() ?? `https://${name}.example`, visitorPassword: null, closed };
  },
});

async function start(choice: TunnelChoice | null): Promise<TunnelService> {
  const service = new TunnelService({
    settings,
    choice,
    providers: () => [provider('cloudflared'), provider('ngrok'), provider('localtunnel')],
    onChanged: () => undefined,
    log: createLogger('fatal'),
    check: async () => undefined,
  });
  services.push(service);
  await service.start(async () => ({ port: 1, setUrl: () => undefined, proofOf: () => '', close: () => undefined }));
  await vi.advanceTimersByTimeAsync(10);
  return service;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  stored.clear();
  opened.length = 0;
  addresses = [];
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
  vi.useRealTimers();
});

test('it is off until somebody switches it on, and stays as it was left over restarts', async () => {
  const service = await start(null);
  expect([service.publicUrl(), service.address.state, opened]).toEqual([null, 'off', []]);
  await service.update({ enabled: true, order: ['localtunnel'] });
  await vi.advanceTimersByTimeAsync(10);
  expect(service.publicUrl()).toBe('https://localtunnel.example');
  await service.close();
  expect((await start(null)).publicUrl()).toBe('https://localtunnel.example');
});

test('switched off it has no address at once', async () => {
  const service = await start(null);
  await service.update({ enabled: true });
  await vi.advanceTimersByTimeAsync(10);
  await service.update({ enabled: false });
  expect([service.publicUrl(), service.address.state]).toEqual([null, 'off']);
});

test.each([
  ['off', []],
  ['ngrok', ['ngrok']],
  ['auto', ['cloudflared']],
] as const)('SENTRA_TUNNEL=%s wins over the settings and cannot be changed there', async (choice, expected) => {
  const service = await start(choice);
  expect(opened).toEqual(expected);
  await expect(service.update({ enabled: true })).rejects.toMatchObject({ code: 'conflict' });
  expect((await service.status()).fixedByEnvironment).toBe(true);
});

test('settings that make no sense leave it off', async () => {
  stored.set('tunnel', { enabled: true, order: ['frp'], subdomain: null });
  expect((await start(null)).address.state).toBe('off');
});

test('a new address is told once it has worked for a while, and not again after a restart', async () => {
  addresses = ['https://a.example', 'https://a.example', 'https://b.example'];
  const told: string[] = [];
  const first = await start('ngrok');
  first.onAddressChanged((url) => void told.push(url));
  await vi.advanceTimersByTimeAsync(announceAfterMs - 100);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toEqual(['https://a.example']);
  await first.close();
  const second = await start('ngrok');
  second.onAddressChanged((url) => void told.push(url));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(told).toEqual(['https://a.example']);
  end('lost');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(told).toEqual(['https://a.example', 'https://b.example']);
});

test('an address that could not be told is told after the next start', async () => {
  addresses = ['https://a.example', 'https://a.example'];
  const first = await start('ngrok');
  first.onAddressChanged(() => Promise.reject(new Error('disk full')));
  await vi.advanceTimersByTimeAsync(announceAfterMs);
  await first.close();
  const told: string[] = [];
  const second = await start('ngrok');
  second.onAddressChanged((url) => void told.push(url));
  await vi.advanceTimersByTimeAsync(announceAfterMs);
  expect(told).toEqual(['https://a.example']);
});
