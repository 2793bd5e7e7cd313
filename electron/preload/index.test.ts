import { beforeAll, expect, test, vi } from 'vitest';
import type { DesktopBridge } from '../../shared/contract/desktop-bridge.ts';
import { events } from '../../shared/contract/events.ts';
import { methods } from '../../shared/contract/methods.ts';
import { contextBridge, ipcRenderer } from '../main/test-support/fake-electron.ts';

vi.mock('electron', () => import('../main/test-support/fake-electron.ts'));

let bridge: DesktopBridge;
let exposed: unknown[][];
beforeAll(async () => {
  vi.stubGlobal('__SENTRA_METHODS__', Object.keys(methods));
  vi.stubGlobal('__SENTRA_EVENTS__', Object.keys(events));
  await import('./index.ts');
  exposed = [...contextBridge.exposeInMainWorld.mock.calls];
  bridge = exposed[0]?.[1] as DesktopBridge;
});

const header = { cameraId: 'c1', seq: 1, capturedAtMs: 5 };

test('the page gets `sentra` with four functions, and nothing of Electron', () => {
  expect(exposed.map(([name]) => name)).toEqual(['sentra']);
  expect(Object.keys(bridge).sort()).toEqual(['invoke', 'live', 'subscribe']);
  expect(Object.keys(bridge.live).sort()).toEqual(['onFrame', 'onVideo', 'watch']);
});

test('methods of the contract are passed on, others are not', async () => {
  await bridge.invoke('cameras.list', {});
  expect(ipcRenderer.invoke).toHaveBeenCalledWith('sentra:call', 'cameras.list', {});
  for (const name of ['toString', '__proto__', 'cameras.explode', 'sentra:call']) {
    await expect(bridge.invoke(name as 'cameras.list', {})).rejects.toThrow('unknown method');
  }
  expect(ipcRenderer.invoke).toHaveBeenCalledOnce();
});

test('events of the contract reach their listeners until they unsubscribe, without the event object', () => {
  const listener = vi.fn();
  const stop = bridge.subscribe('camera-removed', listener);
  ipcRenderer.emit('sentra:event', { sender: 'secret' }, 'camera-removed', { id: 'c1' });
  ipcRenderer.emit('sentra:event', {}, 'site-removed', { id: 's1' });
  expect(listener.mock.calls).toEqual([[{ id: 'c1' }]]);
  stop();
  ipcRenderer.emit('sentra:event', {}, 'camera-removed', { id: 'c2' });
  expect(listener).toHaveBeenCalledOnce();
});

test('names that are no event cannot be listened to', () => {
  expect(() => bridge.subscribe('sentra:frame' as 'observation', () => undefined)).toThrow('unknown event');
});

test('a frame reaches the page, and asks for the next one once', () => {
  const dones: (() => void)[] = [];
  const stop = bridge.live.onFrame((_header, _jpeg, done) => dones.push(done));
  ipcRenderer.emit('sentra:frame', {}, header, new Uint8Array([1, 2]));
  expect(ipcRenderer.send).not.toHaveBeenCalled();
  dones[0]?.();
  dones[0]?.();
  expect(ipcRenderer.send.mock.calls).toEqual([['sentra:frame-done', 'c1']]);
  stop();
});

test('a frame nobody draws is answered at once', () => {
  ipcRenderer.emit('sentra:frame', {}, header, new Uint8Array([1, 2]));
  expect(ipcRenderer.send).toHaveBeenCalledWith('sentra:frame-done', 'c1');
});

test('what to watch is passed on', () => {
  bridge.live.watch({ cameras: [] });
  expect(ipcRenderer.send).toHaveBeenCalledWith('sentra:watch', { cameras: [] });
});
