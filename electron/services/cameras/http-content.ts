/** How to read what an HTTP address sends. */
export type HttpContent =
  | { readonly kind: 'multipart'; readonly boundary: string | null }
  | { readonly kind: 'jpeg' }
  /** For ffmpeg. */
  | { readonly kind: 'video'; readonly isPlaylist: boolean }
  | { readonly kind: 'not-video'; readonly words: string };

/** Bytes of the body that a decision may need. */
export const sniffedBytes = 512;

/** Decides by the content type alone; null when it says too little and the first bytes have to be looked at. */
export function contentOfType(header: string | undefined): HttpContent | null {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) return { kind: 'multipart', boundary: boundaryOf(header ?? '') };
  if (type === 'image/jpeg' || type === 'image/jpg' || type === 'image/pjpeg') return { kind: 'jpeg' };
  if (/mpegurl/.test(type)) return { kind: 'video', isPlaylist: true };
  if (type.startsWith('video/') || type === 'application/dash+xml') return { kind: 'video', isPlaylist: false };
  if (type === 'text/html' || type === 'application/xhtml+xml') return webPage;
  if (type.startsWith('image/'))
    return { kind: 'not-video', words: `This address answers with a picture of type ${type}; only JPEG is understood.` };
  if (type === 'application/json') return { kind: 'not-video', words: 'This address answers with data (JSON), not video.' };
  return null;
}

/** Decides by the beginning of the body. */
export function contentOfBytes(bytes: Buffer): HttpContent {
  const text = bytes
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { kind: 'jpeg' };
  if (text.startsWith('--')) return { kind: 'multipart', boundary: null };
  if (text.startsWith('#EXTM3U')) return { kind: 'video', isPlaylist: true };
  if (/^<(!doctype html|html|head|body|script)/i.test(text)) return webPage;
  if (text === '') return { kind: 'not-video', words: 'This address answers with nothing.' };
  const isText = /^[\t\r\n\x20-\x7e]*$/.test(text);
  return isText ? { kind: 'not-video', words: 'This address answers with text, not video.' } : { kind: 'video', isPlaylist: false };
}

const webPage: HttpContent = { kind: 'not-video', words: 'This address answers with a web page, not video.' };

function boundaryOf(header: string): string | null {
  const found = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(header);
  return found?.[1] ?? found?.[2] ?? null;
}
