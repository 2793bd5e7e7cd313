import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WebContents, WebFrameMain } from 'electron';
import { AppError } from '../../../shared/errors.ts';
import type { Handlers, Reply } from '../../../shared/contract/dispatch.ts';
import { FakeStation, owner, status } from '../test-support/fake-station.ts';

vi.mock('electron', () => import('../test-support/fake-electron.ts'));
const { FakeWebContents, ipcMain } = await import('../test-support/fake-electron.ts');
const { serveIpc } = await import('./serve-ipc.ts');
const { trustedSenderCheck } = await import('./trusted-sender.ts');

const asContents = (contents: InstanceType<typeof FakeWebContents>) => contents as unknown as WebContents;
const frame = (url: string, more: Partial<{ parent: unknown; detached: boolean }> = {}) =>
  ({ url, parent: null, detached: false, ...more }) as unknown as WebFrameMain;

let stop: () => void = () => undefined;
afterEach(() => stop());

function setup(handlers: Partial<Handlers> = {}) {
  const contents = new FakeWebContents();
  const station = new FakeStation(handlers);
  stop = serveIpc({
    station,
    contents: () => asContents(contents),
    isTrustedSender: trustedSenderCheck(() => asContents(contents), null),
  });
  const call = (name: unknown, input: unknown, event: { sender: WebContents; senderFrame: WebFrameMain | null } = fromConsole(contents)) =>
    ipcMain.handlers.get('sentra:call')?.(event, name, input) as Promise<Reply>;
  return { contents, station, call };
}
const fromConsole = (contents: InstanceType<typeof FakeWebContents>) => ({
  sender: asContents(contents),
  senderFrame: frame('app://sentra/'),
});

test('a call from the console runs as the owner and answers by the contract', async () => {
  const me = vi.fn<Handlers['auth.me']>(
    (_input, caller) => caller.user ?? { id: 'x', username: 'x', role: 'viewer', reach: { all: true }, createdAtMs: 0 },
  );
  const { call } = setup({ 'auth.me': me });
  expect(await call('auth.me', {})).toEqual({ ok: true, value: owner.user });
  expect(me.mock.calls[0]?.[1]).toBe(owner);
});

test('unknown methods, wrong input and failures are answers, not exceptions', async () => {
  const { call } = setup({
    'cameras.get': () => {
      throw new AppError('not_found', 'No such camera.');
    },
    'sites.list': () => {
      throw new Error('a bug with secrets in it');
    },
  });
  expect(await call('constructor', {})).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await call({ toString: 'x' }, {})).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await call('cameras.get', { id: '../x' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await call('cameras.get', { id: 'c1' })).toMatchObject({ ok: false, error: { code: 'not_found', message: 'No such camera.' } });
  const internal = await call('sites.list', {});
  expect(internal).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(internal)).not.toContain('secrets');
});

describe('a foreign sender is refused before anything runs', () => {
  const handler = vi.fn(() => []);
  test.each<[string, (contents: InstanceType<typeof FakeWebContents>) => { sender: WebContents; senderFrame: WebFrameMain | null }]>([
    ['another window', () => ({ sender: asContents(new FakeWebContents()), senderFrame: frame('app://sentra/') })],
    [
      'a frame inside the page',
      (contents) => ({ sender: asContents(contents), senderFrame: frame('app://sentra/', { parent: frame('app://sentra/') }) }),
    ],
    ['our window showing another page', (contents) => ({ sender: asContents(contents), senderFrame: frame('https://example.org/') })],
    ['another host of our scheme', (contents) => ({ sender: asContents(contents), senderFrame: frame('app://evil/') })],
    ['a frame that is gone', (contents) => ({ sender: asContents(contents), senderFrame: null })],
    [
      'a frame that was taken out',
      (contents) => ({ sender: asContents(contents), senderFrame: frame('app://sentra/', { detached: true }) }),
    ],
  ])('%s', async (_name, eventOf) => {
    const { contents, call } = setup({ 'sites.list': handler });
    expect(await call('sites.list', {}, eventOf(contents))).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(handler).not.toHaveBeenCalled();
  });

  test('everybody, while there is no window', () => {
    const isTrusted = trustedSenderCheck(() => null, null);
    expect(isTrusted(fromConsole(new FakeWebContents()))).toBe(false);
  });
});

test('every event of the station reaches the window, and none after it is gone', () => {
  const { contents, station } = setup();
  const now = status({ total: 1, live: 1 });
  station.emit('station-status', now);
  expect(contents.send).toHaveBeenCalledWith('sentra:event', 'station-status', now);
  station.emit('camera-removed', { id: 'c1' });
  expect(contents.send).toHaveBeenCalledTimes(2);
  contents.destroyed = true;
  station.emit('camera-removed', { id: 'c2' });
  expect(contents.send).toHaveBeenCalledTimes(2);
});

test('taking it down leaves no handler and no listener', () => {
  const { station } = setup();
  stop();
  expect(ipcMain.handlers.size).toBe(0);
  expect(station.listenerCount()).toBe(0);
});
