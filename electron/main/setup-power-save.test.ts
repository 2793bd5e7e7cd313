import { expect, test, vi } from 'vitest';
import { FakeStation, status } from './test-support/fake-station.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { powerSaveBlocker } = await import('./test-support/fake-electron.ts');
const { setupPowerSave } = await import('./setup-power-save.ts');

test('the machine stays awake exactly while there is a camera to watch', () => {
  powerSaveBlocker.start.mockReturnValue(7);
  const station = new FakeStation();
  const stop = setupPowerSave(station.events);
  station.emit('station-status', status({ total: 0, live: 0 }));
  expect(powerSaveBlocker.start).not.toHaveBeenCalled();
  station.emit('station-status', status({ total: 2, live: 0 }));
  station.emit('station-status', status({ total: 2, live: 2 }));
  expect(powerSaveBlocker.start.mock.calls).toEqual([['prevent-app-suspension']]);
  station.emit('station-status', status({ total: 0, live: 0 }));
  expect(powerSaveBlocker.stop.mock.calls).toEqual([[7]]);
  station.emit('station-status', status({ total: 1, live: 0 }));
  stop();
  expect(powerSaveBlocker.stop).toHaveBeenCalledTimes(2);
});
