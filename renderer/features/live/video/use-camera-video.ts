import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useConsole } from '../../../app/state/console-context.tsx';
import type { TrackStyle } from '../draw-tracks.ts';
import type { TilePainter } from '../tile-painter.ts';
import { decodingKinds } from './decoding-kinds.ts';
import type { PacketHeader } from './video-decoding.ts';
import { VideoPlayer } from './video-player.ts';
import { VideoSession, type VideoState } from './video-session.ts';

export interface VideoWish {
  readonly cameraId: string;
  /** False on the wall, and while nobody can see it. */
  readonly wanted: boolean;
  readonly analysed: boolean;
  readonly painter: RefObject<TilePainter | null>;
  readonly style: RefObject<TrackStyle>;
  readonly onDrawn: (header: PacketHeader) => void;
}

export interface CameraVideo {
  readonly state: VideoState;
  /** Asked at any time: boxes come too late for the pictures they belong to. */
  areBoxesLate(): boolean;
}

/** Shows a camera's own video on its canvas while that is wanted and the link carries it; tells what became of it. */
export function useCameraVideo({ cameraId, wanted, analysed, painter, style, onDrawn }: VideoWish): CameraVideo {
  const { live } = useConsole();
  const isLinkFull = useStore(live.link.state, ({ level }) => level === 'full');
  const [state, setState] = useState<VideoState>({ kind: 'off' });
  const player = useRef<VideoPlayer | null>(null);
  const drawn = useEffectEvent(onDrawn);

  useEffect(() => {
    if (!wanted || !isLinkFull) return;
    const made = new VideoPlayer({
      present: (painting, shown) => {
        const { current } = painter;
        if (!current) return painting.bitmap.close();
        current.style = style.current;
        current.presentNow(painting, shown);
      },
      onDrawn: (header) => {
        drawn(header);
        session.drawn(header);
      },
      now: () => performance.now(),
      onRefresh: (run) => {
        const request = requestAnimationFrame(run);
        return () => cancelAnimationFrame(request);
      },
    });
    const session = new VideoSession({
      ...{ cameraId, kinds: decodingKinds(), player: made, onState: setState, now: () => performance.now() },
      ask: (screen) => live.showVideo(screen),
    });
    player.current = made;
    session.start();
    return () => {
      session.close();
      made.close();
      player.current = null;
    };
  }, [cameraId, isLinkFull, live, painter, style, wanted]);

  useEffect(() => {
    if (wanted) player.current?.setAnalysed(analysed);
  }, [analysed, wanted]);

  const areBoxesLate = () => state.kind === 'playing' && (player.current?.areBoxesLate ?? false);
  return { state: wanted && !isLinkFull ? slowLink : state, areBoxesLate };
}

const slowLink: VideoState = { kind: 'pictures', reason: 'slow' };
