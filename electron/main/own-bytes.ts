/**
 * A view of exactly its own memory, copied only when it shares a larger block. A structured clone carries the whole block under a view:
 * a 20 kB JPEG cut out of a 64 kB network chunk would cost 64 kB at every process boundary.
 */
export function ownBytes(view: Uint8Array): Uint8Array {
  return view.byteLength === view.buffer.byteLength ? view : new Uint8Array(view);
}
