import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { countedPictures } from './picture-times.ts';

/** What the JPEG stream made by ffmpeg looks like. */
export interface PictureSettings {
  /** Most frames a second; slower cameras keep their own pace. */
  readonly maxFps: number;
  /** Wider pictures are scaled down to this, narrower ones left alone. */
  readonly maxWidth: number;
  /** ffmpeg's JPEG quantiser, 2 (best) to 31. */
  readonly quality: number;
}

/** Ten a second: both the usual (5) and the busy (10) analysis rate then take pictures at even intervals, which tracking needs. */
export const defaultPictureSettings: PictureSettings = { maxFps: 10, maxWidth: 1280, quality: 4 };

/** Where the stream comes from, as far as ffmpeg's options differ. `location` is what follows `-i`. */
export type FfmpegInput =
  | { readonly kind: 'rtsp'; readonly location: string }
  | { readonly kind: 'http'; readonly location: string; readonly host?: string; readonly isPlaylist: boolean; readonly isFile: boolean }
  | { readonly kind: 'file'; readonly location: string }
  | { readonly kind: 'usb'; readonly location: string; readonly format: 'v4l2' | 'dshow' | 'avfoundation' };

const socketTimeoutUs = 9_000_000;

/** Formats a video file may have. Playlists and scripts are left out: they would open other files and addresses. */
const fileFormats = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,mpegvideo,h264,hevc,m4v,mjpeg,asf,ogg,rm,wtv,mxf,ivf,dv';

/**
 * Argument list of the one ffmpeg of a camera: video in, multipart JPEG on stdout, its words on stderr.
 * @param withPackets the camera's own video too, as fragmented MP4 on descriptor 3
 */
export function ffmpegArguments(binary: FfmpegBinary, input: FfmpegInput, picture: PictureSettings, withPackets = false): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info'],
    ...inputArguments(binary, input),
    ...['-i', input.location, '-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', pictureFilter(picture, withPackets), binary.frameSyncOption, 'passthrough'],
    // More encoder threads would each hold a frame back: 141 ms from camera to picture instead of 74 ms.
    ...['-c:v', 'mjpeg', '-threads', '1', '-huffman', 'default', '-q:v', String(picture.quality)],
    ...['-flush_packets', '1', '-f', 'mpjpeg', 'pipe:1'],
    ...(withPackets ? packetOutput : []),
  ];
}

/**
 * Packets copied, a fragment each so that live view need not wait. The tee is there for its `onfail`: video that MP4 cannot hold must
 * not cost the camera its pictures; with `null` beside it, one output is always left.
 */
const packetOutput = [
  ...['-map', '0:v:0', '-an', '-sn', '-dn', '-c:v', 'copy', '-f', 'tee'],
  '[f=mp4:onfail=ignore:movflags=+empty_moov+default_base_moof+frag_keyframe:frag_duration=1:flush_packets=1]pipe:3|[f=null]-',
];

function inputArguments(binary: FfmpegBinary, input: FfmpegInput): string[] {
  // One thread decodes any camera in real time; more of them hold frames back and multiply the memory.
  const decoder = ['-threads', '1'];
  switch (input.kind) {
    case 'rtsp':
      return [
        ...['-protocol_whitelist', 'rtsp,rtp,tcp,tls', '-rtsp_transport', 'tcp', '-allowed_media_types', 'video'],
        ...[binary.rtspTimeoutOption, String(socketTimeoutUs)],
        ...quickStart,
        ...decoder,
      ];
    case 'http':
      return [
        // No file protocol: a playlist from the network must not read this machine's files.
        ...['-protocol_whitelist', 'http,https,tcp,tls,crypto', '-rw_timeout', String(socketTimeoutUs)],
        ...(input.host === undefined ? [] : ['-headers', `Host: ${input.host}\r\n`]),
        // Live segments come in bursts and recordings as fast as the network: both are played at their own pace.
        ...(input.isPlaylist ? ['-re', '-live_start_index', '-2'] : input.isFile ? ['-re'] : quickStart),
        ...decoder,
      ];
    case 'file':
      return ['-protocol_whitelist', 'file', '-format_whitelist', fileFormats, '-re', '-stream_loop', '-1', ...decoder];
    case 'usb':
      return ['-f', input.format, ...(input.format === 'avfoundation' ? ['-framerate', '30'] : []), ...decoder];
  }
}

/**
 * Cameras announce their codec before the first packet: no need to watch for the 5 s that ffmpeg would, nor to count frames to guess
 * their rate (1.1 s). `nobuffer` is left out on purpose: it throws the first key frame away and waits for the next, 0.6 s and more.
 */
const quickStart = ['-probesize', '1000000', '-analyzeduration', '1000000', '-fpsprobesize', '0'];

/**
 * Drops frames beyond the rate, and never repeats one as the fps filter would. The encoder of 2018 gives up when a camera's clock
 * jumps back, and nobody reads these times: frames are simply counted, in steps that no rate of a camera can make equal.
 * @param withTimes prints the time of each picture on stderr, in seconds, for `picture-times.ts`; costs nothing that can be measured,
 *   where `showinfo` of the bundled program takes 3.5 ms for a picture of 720p
 */
function pictureFilter({ maxFps, maxWidth }: PictureSettings, withTimes: boolean): string {
  // Half a slot off, or rounding would cost a camera at just this rate some of its frames.
  const slot = (time: string) => `floor(${time}*${maxFps}+0.5)`;
  const isNext = `not(eq(${slot('t')}\\,${slot('prev_t')}))`;
  const wanted = withTimes ? `lt(n\\,${countedPictures})+${isNext}` : isNext;
  const counted = withTimes ? "setpts='0*print(T)+N*10/TB'" : 'setpts=N*10/TB';
  return [`select='${wanted}'`, `scale='min(${maxWidth}\\,iw)':-2`, counted].join(',');
}
