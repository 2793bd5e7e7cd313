import { expect, test } from 'vitest';
import { contentOfBytes, contentOfType } from './http-content.ts';

test.each([
  ['multipart/x-mixed-replace; boundary=frame', { kind: 'multipart', boundary: 'frame' }],
  ['multipart/x-mixed-replace;boundary="my boundary"', { kind: 'multipart', boundary: 'my boundary' }],
  ['Multipart/X-Mixed-Replace; charset=x; BOUNDARY=--abc; x=y', { kind: 'multipart', boundary: '--abc' }],
  ['multipart/x-mixed-replace', { kind: 'multipart', boundary: null }],
  ['image/jpeg', { kind: 'jpeg' }],
  ['application/vnd.apple.mpegurl', { kind: 'video', isPlaylist: true }],
  ['audio/x-mpegurl; charset=utf-8', { kind: 'video', isPlaylist: true }],
  ['video/x-flv', { kind: 'video', isPlaylist: false }],
  ['text/html; charset=utf-8', { kind: 'not-video' }],
  ['image/png', { kind: 'not-video' }],
  ['application/json', { kind: 'not-video' }],
])('%s says enough', (header, content) => {
  expect(contentOfType(header)).toMatchObject(content);
});

test.each([undefined, '', 'application/octet-stream', 'text/plain'])('%s says too little', (header) => {
  expect(contentOfType(header)).toBeNull();
});

test.each([
  ['\xff\xd8\xff\xe0', { kind: 'jpeg' }],
  ['--frame\r\nContent-Type: image/jpeg', { kind: 'multipart', boundary: null }],
  ['\r\n--frame', { kind: 'multipart', boundary: null }],
  ['#EXTM3U\n#EXT-X-VERSION:3', { kind: 'video', isPlaylist: true }],
  ['\xef\xbb\xbf#EXTM3U', { kind: 'video', isPlaylist: true }],
  ['FLV\x01\x05', { kind: 'video', isPlaylist: false }],
  ['<!DOCTYPE html>', { kind: 'not-video' }],
  ['hello there', { kind: 'not-video' }],
  ['', { kind: 'not-video' }],
])('a body that begins with %j is told apart', (begin, content) => {
  expect(contentOfBytes(Buffer.from(begin, 'latin1'))).toMatchObject(content);
});
