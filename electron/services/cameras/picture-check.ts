import { isWholeJpeg, jpegSize, type PictureSize } from './jpeg-header.ts';

/** 8K has 33 million; anything beyond is a mistake or an attack on whoever decodes it. */
const maxPixels = 50_000_000;

export type CheckedPicture = { readonly ok: true; readonly size: PictureSize } | { readonly ok: false; readonly words: string };

/** Decides by the header alone whether the bytes may be passed on as a picture; the decoder may still find them broken inside. */
export function checkPicture(jpeg: Uint8Array): CheckedPicture {
  if (!isWholeJpeg(jpeg)) return { ok: false, words: 'What the camera sends is no JPEG picture, or not a whole one.' };
  const size = jpegSize(jpeg);
  if (!size) return { ok: false, words: 'The camera sends JPEG pictures without a size.' };
  if (size.width * size.height > maxPixels)
    return { ok: false, words: `The camera sends pictures of ${size.width}x${size.height}; that is too large.` };
  return { ok: true, size };
}
