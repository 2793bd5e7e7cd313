import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cameraCauses } from '../../../shared/schemas/camera.ts';
import { FfmpegWords, streamInfo } from './ffmpeg-words.ts';

const url = 'rtsp://admin:hunter22@10.0.0.8:554/h264';

function failureAfter(text: string) {
  const words = new FfmpegWords(url, () => undefined);
  words.push(text);
  return words.failure();
}

/** As ffmpeg of 2018, 5.1 and 7 print them. */
test.each([
  ['[tcp @ 0x55d6] Connection to tcp://10.0.0.8:554?timeout=0 failed: Connection refused\n', 'refused'],
  ['[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized\n', 'unauthorized'],
  ['[http @ 0x1] HTTP error 403 Forbidden\nhttp://x: Server returned 403 Forbidden (access denied)\n', 'unauthorized'],
  ['[rtsp @ 0x1] method DESCRIBE failed: 404 Stream Not Found\n', 'not_found'],
  ['http://x: Server returned 404 Not Found\n', 'not_found'],
  ['http://x: Server returned 5XX Server Error reply\n', 'http_error'],
  ['[http @ 0x1] HTTP error 503 Service Unavailable\n', 'http_error'],
  ['rtsp://x: Connection timed out\n', 'timeout'],
  ['rtsp://x: Error number -138 occurred\n', 'timeout'],
  ['rtsp://x: No route to host\n', 'unreachable'],
  ['[tcp @ 0x1] Failed to resolve hostname cam: Name or service not known\n', 'unknown_host'],
  ['/tmp/x: Invalid data found when processing input\n', 'no_video'],
  ["Stream map '0:v:0' matches no streams.\n", 'no_video'],
  ['Decoder (codec none) not found for input stream #0:0\n', 'unsupported_codec'],
  ["[http @ 0x1] Protocol 'file' not on whitelist 'http,tcp'!\n", 'no_video'],
  ['[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video0: Device or resource busy\n', 'device_busy'],
  ['[avfoundation @ 0x1] Video device not found\n/dev/video9: No such file or directory\n', 'file_missing'],
])('%j means %s', (text, cause) => {
  expect(failureAfter(text)?.cause).toBe(cause);
});

test('what means nothing is no cause', () => {
  expect(failureAfter('frame=  80 fps= 10 q=5.0\n')).toBeNull();
  expect(failureAfter('')).toBeNull();
});

test('the latest words are kept, without credentials and pointers', () => {
  const words = new FfmpegWords(url, () => undefined);
  words.push(`[rtsp @ 0x55ea3ffe8bc0] method DESCRIBE failed: 401 Unauthorized\n${url}: Server returned 401 Unauthorized`);
  expect(words.failure()?.message).toMatch(/ffmpeg: rtsp:\/\/\*\*\*:\*\*\*@10\.0\.0\.8:554\/h264: Server returned 401/);
  expect(words.failure()?.message).not.toMatch(/hunter22|0x/);
});

test('the codec and size of the input are learnt, not those of the output', () => {
  const infos: unknown[] = [];
  const words = new FfmpegWords(url, (info) => infos.push(info));
  words.push('  Stream #0:0[0x1](und): Video: hevc (Main) (hvc1 / 0x31637668), yuv420p(tv), 1920x10');
  words.push('80 [SAR 1:1], 25 fps\n  Stream #0:0: Video: mjpeg, yuvj420p, 640x360\n');
  expect(infos).toEqual([{ codec: 'hevc', width: 1920, height: 1080 }]);
});

test('times of pictures are read and do not push out what else was said', () => {
  const seen: (number | null)[] = [];
  const words = new FfmpegWords(
    url,
    () => undefined,
    (ptsMs) => seen.push(ptsMs),
  );
  words.push('Connection refused\n0.000000\n-0.1000');
  words.push('00\nnan\n[Eval @ 0x55] 12345.066667\n');
  for (let n = 4; n < 60; n += 1) words.push(`${n}.500000\n`);
  words.push('Stream at 1.500000\n');
  expect(seen).toHaveLength(60);
  expect(seen.slice(0, 5)).toEqual([0, -100, null, 12_345_066.667, 4_500]);
  expect(words.lastLine()).toBe('Stream at 1.500000');
  expect(words.failure()?.cause).toBe('refused');
});

test.each([
  ['    Stream #0:1: Video: h264 (High), yuv420p, 640x360 [SAR 1:1 DAR 16:9], 15 fps', { codec: 'h264', width: 640, height: 360 }],
  ['    Stream #0:0: Video: h264, none, 90k tbr', { codec: 'h264' }],
  ['    Stream #0:0: Audio: aac, 44100 Hz', null],
])('reads %j', (line, info) => {
  expect(streamInfo(line)).toEqual(info);
});

test('any output is taken, in bounded memory, and gives a known cause or none', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 30 }), (texts) => {
      const words = new FfmpegWords(url, () => undefined);
      for (const text of texts) words.push(Buffer.from(text).toString('latin1'));
      const failure = words.failure();
      expect(failure === null || cameraCauses.includes(failure.cause)).toBe(true);
      expect(words.lastLine().length).toBeLessThanOrEqual(240);
    }),
    { numRuns: 100 },
  );
  const words = new FfmpegWords(url, () => undefined);
  for (let turn = 0; turn < 200; turn += 1) words.push('x'.repeat(100_000));
  expect(words.lastLine().length).toBeLessThanOrEqual(240);
});
