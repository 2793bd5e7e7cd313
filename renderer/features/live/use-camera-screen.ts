import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useConsole } from '../../app/state/console-context.tsx';
import { decodeJpeg } from './decode-jpeg.ts';
import { LargePlayer } from './large-player.ts';
import type { Player, PlayerOptions } from './player.ts';
import { TilePainter } from './tile-painter.ts';
import { useStarved } from './use-starved.ts';
import { useCameraVideo } from './video/use-camera-video.ts';
import type { VideoState } from './video/video-session.ts';
import { WallPlayer } from './wall-player.ts';
import type { ZoomView } from './zoom/zoom-view.ts';

export interface ScreenWish {
  readonly camera: Camera;
  readonly mode: 'wall' | 'large';
  readonly maxFps: number;
  /** False while the tile is scrolled away or there is nothing to show. */
  readonly active: boolean;
  readonly nowMs: number;
  readonly view: ZoomView;
}

export interface CameraScreen {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** When the last picture was drawn, this machine's clock; null = none since the tile became active. */
  readonly drawnAtMs: RefObject<number | null>;
  readonly seenSinceMs: RefObject<number>;
  /** True once a picture of this camera is on the canvas. */
  readonly hasPicture: boolean;
  /** The detector cannot keep up: every picture is shown, boxes come where there are any. */
  readonly starved: boolean;
  /** What became of the camera's own video. */
  readonly video: VideoState;
}

const colours = { moving: '#38d6e8', stationary: '#9aa7b4' };

/** Shows a camera on a canvas for as long as it is active. */
export function useCameraScreen({ camera, mode, maxFps, active, nowMs, view }: ScreenWish): CameraScreen {
  const { live } = useConsole();
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawnAtMs = useRef<number | null>(null);
  const seenSinceMs = useRef(Date.now());
  const painter = useRef<TilePainter | null>(null);
  const player = useRef<Player | null>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const analysed = ['running', 'behind', 'motion_only'].includes(camera.state.analysis);
  const expecting = active && analysed && mode === 'wall';
  const starved = useStarved({ expecting, analysisFps: camera.analysis.fps, drawnAtMs, seenSinceMs, nowMs });
  const analysedOnly = mode === 'wall' && !starved;
  const words = { moving: t('track.moving'), stationary: t('track.stationary') };
  const style = useRef({ ...colours, words });
  style.current = { ...colours, words };

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const made = new TilePainter(element, style.current);
    painter.current = made;
    const fitToPage = () => made.resize(element.clientWidth, element.clientHeight);
    const observer = new ResizeObserver(fitToPage);
    observer.observe(element);
    fitToPage();
    return () => {
      observer.disconnect();
      made.close();
      painter.current = null;
      setHasPicture(false);
    };
  }, []);

  useEffect(() => {
    if (!active) return;
    seenSinceMs.current = Date.now();
    drawnAtMs.current = null;
  }, [active]);

  useEffect(() => painter.current?.show(view), [view]);

  const onPicture = useEffectEvent(({ capturedAtMs }: { readonly capturedAtMs: number }) => {
    drawnAtMs.current = Date.now();
    // For whoever measures how old the picture on the screen is.
    if (canvas.current) canvas.current.dataset.capturedAtMs = String(capturedAtMs);
    setHasPicture(true);
  });

  const video = useCameraVideo({
    ...{ cameraId: camera.id, wanted: active && mode === 'large', analysed, painter, style },
    onDrawn: (header) => onPicture(header),
  });
  // While the camera's own video plays its pictures are not asked for.
  const withPictures = active && video.state.kind !== 'playing';

  useEffect(() => {
    const made = painter.current;
    if (!withPictures || !made) return;
    const options: PlayerOptions = {
      decode: decodeJpeg,
      present: (painting, drawn) => {
        made.style = style.current;
        made.present(painting, drawn);
      },
      onDrawn: (header) => {
        // A picture that waited while the page was hidden is no sign of life.
        if (player.current === playing) onPicture(header);
      },
    };
    const playing: Player =
      mode === 'wall' ? new WallPlayer(options) : new LargePlayer({ ...options, now: () => performance.now(), onRefresh });
    player.current = playing;
    const hide = live.show({
      cameraId: camera.id,
      maxFps,
      mode,
      analysedOnly,
      onFrame: (header, jpeg, done) => playing.onFrame(header, jpeg, done),
      onObservation: (observation) => playing.onObservation(observation),
    });
    return () => {
      hide();
      playing.close();
      player.current = null;
    };
  }, [analysedOnly, camera.id, live, maxFps, mode, withPictures]);

  useEffect(() => {
    if (withPictures) player.current?.setAnalysed(analysed && !starved);
  }, [analysed, starved, withPictures]);

  return { canvas, drawnAtMs, seenSinceMs, hasPicture, starved: starved || video.areBoxesLate(), video: video.state };
}

function onRefresh(run: () => void): () => void {
  const request = requestAnimationFrame(run);
  return () => cancelAnimationFrame(request);
}
