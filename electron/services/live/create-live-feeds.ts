import type { Watch } from '../../../shared/contract/live.ts';
import type { PacketHub } from '../packets/packet-hub.ts';
import type { FrameHub } from './frame-hub.ts';
import { LiveFeed, type SendFrame } from './live-feed.ts';
import { SmallerPictures } from './smaller-pictures.ts';
import { type SendVideo, VideoFeed } from './video-feed.ts';

/** All that one viewer watches: pictures of many cameras, and one camera's own video. */
export interface ViewerFeed {
  watch(watch: Watch): void;
  close(): void;
}

export type CreateLiveFeed = (send: SendFrame, sendVideo: SendVideo) => ViewerFeed;

/** Makes feeds for viewers, however they are connected. */
export function createLiveFeeds(parts: { hub: FrameHub; packets: PacketHub; isAnalysed(cameraId: string): boolean }): CreateLiveFeed {
  const smaller = new SmallerPictures();
  return (send, sendVideo) => {
    const pictures = new LiveFeed({ hub: parts.hub, smaller, isAnalysed: parts.isAnalysed, send });
    const video = new VideoFeed({ packets: parts.packets, send: sendVideo });
    return {
      watch: (watch) => {
        pictures.watch(watch);
        video.watch(watch.video);
      },
      close: () => {
        pictures.close();
        video.close();
      },
    };
  };
}
