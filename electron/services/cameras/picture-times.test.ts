import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodeH264 } from '../../../e2e/servers/h264-packets.ts';
import { startRtspServer } from '../../../e2e/servers/rtsp-server.ts';
import { type FfmpegBinary, findFfmpeg } from './ffmpeg-binary.ts';
import { rtspSource } from './ffmpeg-sources.ts';
import { countedPictures, PictureTimes } from './picture-times.ts';

const binaries: [string, FfmpegBinary][] = [
  ['the ffmpeg of this machine', await findFfmpeg()],
  ['the bundled ffmpeg', await findFfmpeg({})],
];

/** Pictures and packets of one connection, 40 ms apart. */
function connection(pictures: readonly (number | null)[], packets: readonly number[]): PictureTimes {
  const times = new PictureTimes();
  for (const ptsMs of pictures) times.picture(ptsMs);
  for (const mediaMs of packets) times.packet(mediaMs);
  return times;
}
const every = (stepMs: number, count: number, fromMs = 0) => Array.from({ length: count }, (_, n) => fromMs + n * stepMs);

test('the clocks are matched by counting the first pictures, whatever each begins at', () => {
  const times = connection([...every(40, countedPictures, -400), 80, 160], every(40, 16));
  expect([countedPictures, countedPictures + 1].map((index) => times.timeOf(index))).toEqual([480, 560]);
});

test('a first picture with a wrong time, or none, is outvoted', () => {
  for (const wrong of [0, null]) {
    const times = connection([wrong, ...every(40, 12, -360)], every(40, 16));
    expect(times.timeOf(10)).toBe(400);
  }
});

test('packets with B-frames are counted in the order they are shown, from the first key frame', () => {
  const times = connection(every(40, 12, 1000), [80, 0, 40, 200, 120, 160, 320, 240, 280, 440, 360, 400, 560, 480, 520]);
  expect(times.timeOf(8)).toBe(400);
});

test('times that do not fit together are never guessed', () => {
  const times = connection([0, 500, 700, 20, 3000, 90, 8000, 10, 40], every(40, 16));
  expect(times.timeOf(8)).toBeNull();
});

test('the first pictures are counted, not told of: their own times may be wrong', () => {
  const times = connection(every(40, 20), every(40, 20));
  expect([times.timeOf(0), times.timeOf(countedPictures - 1), times.timeOf(countedPictures)]).toEqual([null, null, 320]);
});

test('nothing is known before enough came, nor of pictures long gone', () => {
  const times = connection(every(40, 4), every(40, 4));
  expect(times.timeOf(8)).toBeNull();
  for (const ms of every(40, 400, 160)) times.picture(ms);
  for (const ms of every(40, 400, 160)) times.packet(ms);
  expect([times.timeOf(10), times.timeOf(403), times.timeOf(404)]).toEqual([null, 403 * 40, null]);
});

test.each(binaries)('%s tells of each JPEG which packet of the camera it is', { timeout: 20_000 }, async (_name, binary) => {
  // Each picture of a second is a grey of its own.
  const clip = await encodeH264({ seconds: 1, width: 320, height: 180, fps: 15, draw: "geq=lum='16+14*N':cb=128:cr=128" });
  const server = await startRtspServer({ clip });
  const stop = new AbortController();
  const pictures: { readonly jpeg: Uint8Array; readonly mediaMs: () => number | null }[] = [];
  const packets: { readonly mediaMs: number; readonly data: Buffer }[] = [];
  await rtspSource({ ffmpeg: async () => binary })({
    ...{ url: server.url, signal: stop.signal, onInfo: () => undefined },
    onFrame: (jpeg, mediaMs) => pictures.push({ jpeg, mediaMs: mediaMs ?? (() => null) }),
    packets: {
      track: () => undefined,
      packet: ({ decodeMs, compositionMs, data }) => {
        if (packets.push({ mediaMs: decodeMs + compositionMs, data }) === 50) stop.abort();
      },
    },
  });
  await server.close();
  const numberOf = (data: Buffer) => clip.pictures.findIndex((units) => data.includes(units.at(-1) ?? Buffer.of()));
  let checked = 0;
  for (const { jpeg, mediaMs } of pictures) {
    const atMs = mediaMs();
    const packet = atMs === null ? undefined : packets.find((one) => Math.abs(one.mediaMs - atMs) < 20);
    if (!packet) continue;
    const { channels } = await sharp(jpeg).greyscale().stats();
    // JPEGs use the full range of grey, video 16 to 235.
    const grey = ((channels[0]?.mean ?? 0) * 219) / 255;
    expect(Math.round(grey / 14)).toBe(numberOf(packet.data));
    checked += 1;
  }
  // All but those that were on their way to becoming packets at the end.
  expect(checked).toBeGreaterThan(pictures.length - countedPictures - 6);
});
