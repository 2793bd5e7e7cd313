/** Decodes off the main thread. Rejects for bytes that are no picture. */
export function decodeJpeg(jpeg: Uint8Array): Promise<ImageBitmap> {
  // A copy: the bytes may be a view into a larger message.
  return createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }));
}
