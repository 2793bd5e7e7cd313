import { expect, test } from 'vitest';
import type { Camera } from '../../../../../shared/schemas/camera.ts';
import { webhookEventSchema } from '../../../../../shared/schemas/webhook.ts';
import { theIncident } from '../testing/sample-reader.ts';
import { AddressWatch, CameraWatch, incidentCreated, incidentUpdated } from './station-events.ts';

const camera = (status: Camera['state']['status'], sinceMs = 1): Camera =>
  ({ id: 'cam', name: 'Gate 2', location: 'Harbour Road', siteId: null, state: { status, sinceMs, cause: null } }) as unknown as Camera;

test('a camera is news when it is lost and when it comes back, not while it tries', () => {
  const watch = new CameraWatch();
  const told = (status: Camera['state']['status'], sinceMs: number) => watch.changed(camera(status, sinceMs))?.id ?? null;
  expect(told('connecting', 1)).toBeNull();
  expect(told('live', 2)).toBeNull();
  expect(told('offline', 3)).toBe('camera:cam:offline:3');
  expect(told('connecting', 4)).toBeNull();
  expect(told('offline', 5)).toBeNull();
  expect(told('live', 6)).toBe('camera:cam:live:6');
  expect(told('disabled', 7)).toBeNull();
  expect(told('live', 8)).toBeNull();
});

test('a camera that is lost from the start is news', () => {
  expect(new CameraWatch().changed(camera('offline'))?.event).toBe('camera.offline');
});

test('an incident is created once and updated once a revision', () => {
  expect(incidentUpdated(theIncident, 5)).toBeNull();
  const updated = incidentUpdated({ ...theIncident, revision: 3 }, 5);
  expect(updated?.id).toBe('incident:i-1:revision:3');
  for (const event of [incidentCreated(theIncident), updated]) expect(webhookEventSchema.parse(event)).toEqual(event);
});

test('an address is news when it becomes another one or is lost', () => {
  const watch = new AddressWatch();
  expect(watch.changed(null, 1)).toBeNull();
  expect(watch.changed('https://a.example', 2)?.data).toEqual({ url: 'https://a.example' });
  expect(watch.changed('https://a.example', 3)).toBeNull();
  expect(watch.changed(null, 4)?.data).toEqual({ url: null });
});
