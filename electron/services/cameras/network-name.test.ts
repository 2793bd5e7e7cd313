import { expect, test } from 'vitest';
import { resolveName } from './network-name.ts';

test.each(['rtsp://10.0.0.8:554/h264', 'http://[::1]:81/stream', 'usb:0', 'file:///videos/a.mp4'])(
  '%s needs no looking up',
  async (url) => {
    expect(await resolveName(url)).toBeNull();
  },
);

test('a name becomes a number, everything else stays', async () => {
  const found = await resolveName('rtsp://admin:p%40ss@localhost:554/h264?a=localhost');
  expect(found?.url).toMatch(/^rtsp:\/\/admin:p%40ss@(127\.0\.0\.1|\[::1\]):554\/h264\?a=localhost$/);
  expect(found?.host).toBe('localhost:554');
});

test('a name that nobody knows is said to be so', async () => {
  await expect(resolveName('rtsp://no-such-camera.invalid/')).rejects.toMatchObject({ details: { cause: 'unknown_host' } });
});
