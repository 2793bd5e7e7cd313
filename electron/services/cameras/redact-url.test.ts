import { expect, test } from 'vitest';
import { isRedacted, redactText, redactUrl, restoreSecrets } from './redact-url.ts';

test.each([
  ['rtsp://admin:hunter22@10.0.0.8:554/h264', 'rtsp://***:***@10.0.0.8:554/h264'],
  ['rtsp://admin:p@ss@10.0.0.8/h264', 'rtsp://***:***@10.0.0.8/h264'],
  ['http://admin@10.0.0.8/', 'http://***:***@10.0.0.8/'],
  ['http://10.0.0.8/cgi?user=admin&pwd=hunter22&res=1', 'http://10.0.0.8/cgi?user=***&pwd=***&res=1'],
  ['https://h/live.m3u8?token=abc.def', 'https://h/live.m3u8?token=***'],
  ['http://10.0.0.7:81/stream', 'http://10.0.0.7:81/stream'],
  ['http://10.0.0.7/a@b', 'http://10.0.0.7/a@b'],
  ['file:///videos/gate.mp4', 'file:///videos/gate.mp4'],
  ['usb:0', 'usb:0'],
])('shows %s as %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
  expect(redactUrl(shown)).toBe(shown);
});

test('takes secrets out of what a program printed', () => {
  const url = 'rtsp://admin:hunter%2122@10.0.0.8/h264';
  const line = `${url}: failed, password hunter!22 or hunter%2122 refused; also http://a:b@c/`;
  expect(redactText(line, url)).toBe('rtsp://***:***@10.0.0.8/h264: failed, password *** or *** refused; also http://***:***@c/');
});

test('an address that came back as it was shown keeps its secrets', () => {
  const stored = 'rtsp://admin:hunter22@10.0.0.8/h264?token=abc';
  expect(restoreSecrets(redactUrl(stored), stored)).toBe(stored);
});

test('another path on the same host keeps the secrets, another host does not get them', () => {
  const stored = 'http://admin:hunter22@10.0.0.8/one?token=abc';
  expect(restoreSecrets('http://***:***@10.0.0.8/two?token=***', stored)).toBe('http://admin:hunter22@10.0.0.8/two?token=abc');
  expect(restoreSecrets('http://***:***@10.0.0.9/one', stored)).toBeNull();
  expect(restoreSecrets('http://***:***@10.0.0.8:81/one', stored)).toBeNull();
  expect(restoreSecrets('http://new:secret@10.0.0.9/one', stored)).toBe('http://new:secret@10.0.0.9/one');
});

test('knows a hidden secret when it sees one', () => {
  expect(isRedacted('http://***:***@h/')).toBe(true);
  expect(isRedacted('http://h/?pwd=***')).toBe(true);
  expect(isRedacted('http://h/stream')).toBe(false);
});
