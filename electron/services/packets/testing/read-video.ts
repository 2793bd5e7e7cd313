import { Mp4Packets } from '../mp4-packets.ts';
import type { RawPacket } from '../packet.ts';
import type { VideoTrack } from '../video-track.ts';

/** The video of a fragmented MP4, as cameras' packets come. @throws when there is none in it. */
export function readVideo(mp4: Buffer): { track: VideoTrack; pictures: RawPacket[] } {
  const pictures: RawPacket[] = [];
  const tracks: VideoTrack[] = [];
  new Mp4Packets({ track: (found) => tracks.push(found), packet: (packet) => pictures.push(packet) }).push(mp4);
  const track = tracks.at(-1);
  if (!track) throw new Error('ffmpeg made no video');
  return { track, pictures };
}
