import type { PictureSettings } from './ffmpeg-arguments.ts';
import { type FfmpegBinary, ffmpegFinder } from './ffmpeg-binary.ts';
import { fileSource, rtspSource, usbSource } from './ffmpeg-sources.ts';
import { httpSource } from './http-source.ts';
import type { PushInbox } from './push-inbox.ts';
import { SourceRegistry } from './source.ts';

export interface DefaultSourceOptions {
  readonly push: PushInbox;
  /** Size and rate of the pictures that ffmpeg makes. */
  readonly picture?: PictureSettings;
  readonly ffmpeg?: () => Promise<FfmpegBinary>;
}

/** Every protocol that a station speaks by itself; the composition root adds `demo:`. */
export function createSourceRegistry({ push, picture, ffmpeg = ffmpegFinder() }: DefaultSourceOptions): SourceRegistry {
  const options = picture ? { ffmpeg, picture } : { ffmpeg };
  const http = httpSource(options);
  const rtsp = rtspSource(options);
  return new SourceRegistry()
    .register('http:', http)
    .register('https:', http)
    .register('rtsp:', rtsp)
    .register('rtsps:', rtsp)
    .register('file:', fileSource(options))
    .register('usb:', usbSource(options))
    .register('push:', push.source);
}
