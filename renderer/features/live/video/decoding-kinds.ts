import type { DecodingKind } from './video-decoding.ts';
import { mediaSource } from './media-source-decoding.ts';
import { webCodecs } from './web-codecs-decoding.ts';

/** Ways of decoding video that this browser has here, the best first. */
export function decodingKinds(): readonly DecodingKind[] {
  const kinds: DecodingKind[] = [];
  if ('VideoDecoder' in window) kinds.push(webCodecs);
  if ('MediaSource' in window && 'requestVideoFrameCallback' in HTMLVideoElement.prototype) kinds.push(mediaSource);
  return kinds;
}
