import { expect, test } from 'vitest';
import { defaultPictureSettings, ffmpegArguments, type FfmpegInput } from './ffmpeg-arguments.ts';
import type { FfmpegBinary } from './ffmpeg-binary.ts';

const recent: FfmpegBinary = {
  path: 'ffmpeg',
  version: '5.1',
  rtspTimeoutOption: '-timeout',
  frameSyncOption: '-fps_mode',
  resolvesNames: true,
};
const old: FfmpegBinary = { ...recent, version: '2018', rtspTimeoutOption: '-stimeout', frameSyncOption: '-vsync', resolvesNames: false };

const inputs: FfmpegInput[] = [
  { kind: 'rtsp', location: 'rtsp://10.0.0.8/h264' },
  { kind: 'http', location: 'http://10.0.0.8/live.m3u8', isPlaylist: true, isFile: false },
  { kind: 'http', location: 'http://10.0.0.8/live.flv', isPlaylist: false, isFile: false },
  { kind: 'file', location: 'file:/videos/gate.mp4' },
];

function valueAfter(args: readonly string[], name: string): string | undefined {
  return args[args.indexOf(name) + 1];
}

test.each(inputs)('an input of kind $kind may use its own protocols only', (input) => {
  const protocols = valueAfter(ffmpegArguments(recent, input, defaultPictureSettings), '-protocol_whitelist')?.split(',') ?? [];
  expect(protocols.includes('file')).toBe(input.kind === 'file');
  expect(protocols.some((name) => ['concat', 'subfile', 'data', 'pipe', 'udp'].includes(name))).toBe(false);
});

test.each(inputs)('the address of an input of kind $kind is one argument, and pictures go to a pipe', (input) => {
  const args = ffmpegArguments(recent, { ...input, location: 'rtsp://h/a b;$(touch x) -y' }, defaultPictureSettings);
  expect(valueAfter(args, '-i')).toBe('rtsp://h/a b;$(touch x) -y');
  expect(args.at(-1)).toBe('pipe:1');
  expect(args).toContain('-nostdin');
});

test('options that changed their names follow the age of the program', () => {
  const [rtsp] = inputs;
  if (!rtsp) throw new Error('no input');
  expect(ffmpegArguments(recent, rtsp, defaultPictureSettings)).toEqual(expect.arrayContaining(['-timeout', '-fps_mode']));
  expect(ffmpegArguments(old, rtsp, defaultPictureSettings)).toEqual(expect.arrayContaining(['-stimeout', '-vsync']));
});

test('rate, width and quality are what was asked for', () => {
  const args = ffmpegArguments(recent, { kind: 'file', location: 'file:/a.mp4' }, { maxFps: 7, maxWidth: 800, quality: 9 });
  expect(valueAfter(args, '-vf')).toMatch(/t\*7\+0\.5\).*min\(800\\,iw\)/);
  expect(valueAfter(args, '-q:v')).toBe('9');
});
