import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createNgrokProvider, type NgrokListener, type NgrokModule } from './ngrok-provider.ts';

type Config = Parameters<NgrokModule['forward']>[0];
let given: Config | null;
let closes: number;
let ending: AbortController;
beforeEach(() => {
  given = null;
  closes = 0;
  ending = new AbortController();
});
afterEach(() => {
  ending.abort();
  vi.useRealTimers();
});

const listener = (url: string | null): NgrokListener => ({
  url: () => url,
  close: async () => {
    closes += 1;
  },
});
const provider = (forward: NgrokModule['forward'], token: string | null = 'tok_secret_1') =>
  createNgrokProvider({
    authtoken: async () => token,
    load: async () => ({
      forward: (config) => {
        given = config;
        return forward(config);
      },
    }),
    onLeftOpen: () => undefined,
  });
const open = (forward: NgrokModule['forward']) => provider(forward).open({ port: 4321, signal: ending.signal });

test('the SDK forwards to the private port and its listener is closed with the tunnel', async () => {
  const tunnel = await open(async () => listener('https://quiet-owl.ngrok-free.app'));
  expect(tunnel.url).toBe('https://quiet-owl.ngrok-free.app');
  expect(given).toMatchObject({ addr: '127.0.0.1:4321', authtoken: 'tok_secret_1' });
  ending.abort();
  expect(await tunnel.closed).toBe('ended by the station');
  expect(closes).toBe(1);
});

test('without a token it says what is missing', async () => {
  const without = provider(async () => listener('x'), null);
  expect(await without.unready()).toMatchObject({ code: 'no_token', message: expect.stringContaining('NGROK_AUTHTOKEN') });
  await expect(without.open({ port: 1, signal: ending.signal })).rejects.toMatchObject({ code: 'no_token' });
});

test('a refusal is told without the token', async () => {
  const refusing = open(async () => Promise.reject(new Error('authentication failed: tok_secret_1 is not valid ERR_NGROK_107')));
  await expect(refusing).rejects.toMatchObject({ code: 'refused', message: expect.not.stringContaining('tok_secret_1') });
});

test('a listener that opens after the station gave up is closed', async () => {
  let late: (value: NgrokListener) => void = () => undefined;
  const opening = open(() => new Promise((resolve) => (late = resolve)));
  await vi.waitFor(() => expect(given).not.toBeNull());
  ending.abort();
  await expect(opening).rejects.toMatchObject({ code: 'no_answer' });
  late(listener('https://late.ngrok-free.app'));
  await vi.waitFor(() => expect(closes).toBe(1));
});

test('a lost connection that comes back keeps the tunnel, one that stays away ends it', async () => {
  const tunnel = await open(async () => listener('https://quiet-owl.ngrok-free.app'));
  vi.useFakeTimers();
  given?.onStatusChange('closed');
  await vi.advanceTimersByTimeAsync(8_000);
  given?.onStatusChange('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(closes).toBe(0);
  given?.onStatusChange('closed');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await tunnel.closed).toContain('lost its connection');
  expect(closes).toBe(1);
});

test('an address that is none is refused and nothing stays open', async () => {
  await expect(open(async () => listener('tcp://1.tcp.ngrok.io:1234'))).rejects.toMatchObject({ code: 'bad_answer' });
});
