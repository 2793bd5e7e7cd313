import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { type DetectionSettings, defaultDetectionSettings } from '../../../shared/schemas/model.ts';
import { openStore, type Store } from '../store/store.ts';
import { DetectionSettingsService } from './detection-settings.ts';
import { createSettingsHandlers } from './settings-handlers.ts';

const caller: Caller = { user: null, sessionId: null, address: '::1' };
let folder = '';
let store: Store;
let inUse: DetectionSettings[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-settings-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
  inUse = [];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const apply = async (settings: DetectionSettings) => {
  if (settings.modelFile === '/broken.onnx') throw new AppError('model_refused', 'This is no ONNX file.');
  inUse.push(settings);
};
const start = (settings = store.settings) => new DetectionSettingsService({ settings, apply });

test('a fresh station has the defaults', async () => {
  expect(await start().get()).toEqual(defaultDetectionSettings);
});

test('a change is put into use and is still there after a restart; what it leaves out stays', async () => {
  await start().update({ threshold: 0.5, thresholds: { car: 0.6 } });
  const handlers = createSettingsHandlers(start());
  const expected = { ...defaultDetectionSettings, threshold: 0.5, thresholds: { car: 0.6 }, provider: 'cpu' };
  expect(await handlers['settings.updateDetection']({ provider: 'cpu', threads: undefined }, caller)).toEqual(expected);
  expect(await handlers['settings.detection']({}, caller)).toEqual(expected);
  expect(inUse).toHaveLength(2);
});

test('a refused model changes nothing', async () => {
  const service = start();
  await expect(service.update({ modelFile: '/broken.onnx', threshold: 0.9 })).rejects.toMatchObject({ code: 'model_refused' });
  expect(await service.get()).toEqual(defaultDetectionSettings);
  expect(await service.update({ threads: 2 })).toEqual({ ...defaultDetectionSettings, threads: 2 });
});

test('changes made at once do not undo one another', async () => {
  const service = start();
  await Promise.all([service.update({ threshold: 0.7 }), service.update({ threads: 3 }), service.update({ provider: 'cpu' })]);
  expect(await service.get()).toEqual({ ...defaultDetectionSettings, threshold: 0.7, threads: 3, provider: 'cpu' });
});

test('what cannot be stored is taken out of use again', async () => {
  const service = start({ ...store.settings, set: () => Promise.reject(new Error('disk full')) });
  await expect(service.update({ threshold: 0.7 })).rejects.toMatchObject({ code: 'unavailable' });
  expect(inUse.map((settings) => settings.threshold)).toEqual([0.7, defaultDetectionSettings.threshold]);
});

test('a stored field that makes no sense falls back to its default, the others are kept', async () => {
  await store.settings.set('detection', { modelFile: 7, provider: 'quantum', threads: 4, extra: true }, 1);
  expect(await start().get()).toEqual({ ...defaultDetectionSettings, threads: 4 });
});
