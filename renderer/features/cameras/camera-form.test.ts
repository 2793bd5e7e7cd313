import { expect, test } from 'vitest';
import { cameraInputSchema, cameraUrlSchema } from '../../../shared/schemas/camera.ts';
import { sampleCamera } from '../../testing/samples.ts';
import { addressExamples, emptyCamera, inputOf, isTooSlowForAccidents, patchOf, problemsOf, valuesOf } from './camera-form.ts';

const hidden = sampleCamera({ url: 'rtsp://***:***@10.0.0.8/h264' });

test('a filled-in form is an input of the contract', () => {
  const values = { ...emptyCamera(), name: ' Gate ', url: ' usb:0 ', latitude: '-6.2', longitude: 106.8, classes: ['car'] };
  const input = cameraInputSchema.parse(inputOf(values));
  expect(input).toMatchObject({ name: 'Gate', url: 'usb:0', latitude: -6.2, longitude: 106.8, analysis: { classes: ['car'], fps: 5 } });
});

test('no classes chosen means every class', () => {
  expect(inputOf(emptyCamera()).analysis?.classes).toBeNull();
});

test('an address that was left alone is not sent back with its password hidden', () => {
  expect(patchOf({ ...valuesOf(hidden), name: 'Renamed' }, hidden)).not.toHaveProperty('url');
});

test('a new address is sent', () => {
  expect(patchOf({ ...valuesOf(hidden), url: 'usb:1' }, hidden).url).toBe('usb:1');
});

test('a changed address with hidden parts is refused before it can be saved', () => {
  const values = { ...valuesOf(hidden), url: 'rtsp://***:***@10.0.0.9/h264' };
  expect(problemsOf(values, hidden.url)).toEqual({ url: 'cameras.addressHidden' });
  expect(problemsOf(valuesOf(hidden), hidden.url)).toEqual({});
});

test('each thing that is wrong is told at its field', () => {
  const values = { ...emptyCamera(), url: 'ftp://x', latitude: 91, longitude: 'east', analysisFps: '' };
  expect(problemsOf(values, null)).toEqual({
    name: 'cameras.nameMissing',
    url: 'cameras.addressInvalid',
    latitude: 'cameras.numberInvalid',
    longitude: 'cameras.numberInvalid',
    analysisFps: 'cameras.numberInvalid',
  });
});

test.each(addressExamples)('the example for %s is an address the station takes', (_kind, url) => {
  expect(cameraUrlSchema.safeParse(url).success).toBe(true);
});

test('how a camera is recorded goes through the form unchanged, and numbers that cannot be are told', () => {
  const recording = { ...hidden.recording, mode: 'event' as const, beforeS: 3, retentionDays: 7, maxBytes: 9_000_000 };
  expect(inputOf(valuesOf({ ...hidden, recording })).recording).toEqual(recording);
  expect(inputOf(valuesOf(hidden)).recording).toMatchObject({ retentionDays: null, maxBytes: null });
  const wrong = { ...valuesOf(hidden), beforeS: '', afterS: 0, recordingFps: 31, retentionDays: 0.5, quality: 41, maxGb: 0.0005 };
  expect(Object.keys(problemsOf(wrong, hidden.url)).sort()).toEqual(
    ['afterS', 'beforeS', 'recordingFps', 'retentionDays', 'quality', 'maxGb'].sort(),
  );
});

test.each([
  ['the usual rates', {}, false],
  ['3 always', { analysisFps: 3, movingFps: 3 }, true],
  ['3, and 4 while vehicles move', { analysisFps: 3, movingFps: '4' }, false],
  ['8 always, whatever the other says', { analysisFps: 8, movingFps: 1 }, false],
  ['3 without accidents', { analysisFps: 3, movingFps: 3, accidents: false }, false],
  ['3 with detection off', { analysisFps: 3, movingFps: 3, analysisEnabled: false }, false],
  ['a number not typed yet', { analysisFps: 3, movingFps: '' }, false],
])('the rate is too slow for accidents: %s', (_name, values, expected) => {
  expect(isTooSlowForAccidents({ ...emptyCamera(), ...values })).toBe(expected);
});
