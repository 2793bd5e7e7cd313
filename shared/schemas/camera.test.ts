import { expect, test } from 'vitest';
import { cameraInputSchema, cameraUrlSchema } from './camera.ts';

test.each([
  'http://10.0.0.7:81/stream',
  'rtsp://user:p%40ss@10.0.0.8:554/h264',
  'HTTPS://host/live.m3u8',
  'file:///videos/gate.mp4',
  'usb:0',
  'push:',
  'demo:collision',
])('%s is a camera address', (url) => {
  expect(cameraUrlSchema.safeParse(url).success).toBe(true);
});

test.each([
  '',
  'ftp://host/x',
  'javascript:alert(1)',
  'http://',
  'rtsp:// host',
  'concat:/etc/passwd',
  'x'.repeat(3000),
  'data:image/jpeg;base64,AA',
])('%s is refused as a camera address', (url) => {
  expect(cameraUrlSchema.safeParse(url).success).toBe(false);
});

test('an address of an unknown kind is answered with the kinds that are allowed', () => {
  expect(cameraUrlSchema.safeParse('ftp://host/x').error?.issues[0]?.message).toContain('rtsp:');
});

test.each([
  [{ name: ' ', url: 'push:' }, 'name'],
  [{ name: 'Gate', url: 'push:', latitude: 91 }, 'latitude'],
  [{ name: 'Gate', url: 'push:', analysis: { fps: 0 } }, 'analysis.fps'],
  [{ name: 'Gate', url: 'push:', analysis: { thresholds: { car: 1.5 } } }, 'analysis.thresholds.car'],
])('%j is refused at %s', (input, path) => {
  expect(cameraInputSchema.safeParse(input).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});
