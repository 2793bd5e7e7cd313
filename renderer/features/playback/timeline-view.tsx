import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useStationNow } from '../../app/state/use-station-now.ts';
import { clustered } from './at-time.ts';
import { paintTimeline, rowHeight, scaleHeight } from './paint-timeline.ts';
import classes from './playback.module.css';
import type { PlaybackModel } from './playback-model.ts';
import { type Tick, ticksOf } from './time-ticks.ts';
import { TimelineHover } from './timeline-hover.tsx';
import { xOf } from './time-window.ts';
import { useTimelineGestures } from './use-timeline-gestures.ts';

/** Cameras over time: what is recorded, what is not and why, incidents, "now" and the time that is shown. */
export function TimelineView({ model, cameras }: { readonly model: PlaybackModel; readonly cameras: readonly Camera[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useStationNow();
  const { window, timeline, positionMs, selection } = useStore(model.store);
  const { ref: sizeRef, width } = useElementSize();
  const box = useRef<HTMLDivElement>(null);
  const boxRef = useMergedRef(box, sizeRef);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hoverX, setHoverX] = useState<number | null>(null);
  useTimelineGestures(box, model, setHoverX);
  const label = useTickLabel();
  const ticks = useMemo(() => ticksOf(window, width).map((tick) => ({ tick, label: label(tick) })), [window, width, label]);
  const height = scaleHeight + cameras.length * rowHeight;
  useEffect(() => {
    const brush = canvas.current?.getContext('2d');
    if (!brush || !canvas.current || width === 0) return;
    const scale = globalThis.devicePixelRatio || 1;
    canvas.current.width = Math.round(width * scale);
    canvas.current.height = Math.round(height * scale);
    brush.setTransform(scale, 0, 0, scale, 0, 0);
    paintTimeline(brush, { window, width, rows: cameras, timeline, ticks, positionMs, nowMs, selection });
  }, [window, width, height, cameras, timeline, ticks, positionMs, nowMs, selection]);
  const rowOf = (cameraId: string | null) => cameras.findIndex(({ id }) => id === cameraId);
  const marks = cameras.flatMap(({ id }) => {
    const own = (timeline?.incidents ?? []).filter((one) => one.cameraId === id && one.atMs >= window.fromMs && one.atMs < window.toMs);
    return clustered(
      own.map((incident) => ({ x: xOf(window, width, incident.atMs), incident })),
      16,
    );
  });
  return (
    <div className={classes.timeline}>
      <div
        ref={boxRef}
        className={classes.timelineBox}
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label={t('playback.timeline')}
        aria-valuemin={window.fromMs}
        aria-valuemax={window.toMs}
        aria-valuenow={Math.round(positionMs)}
        aria-valuetext={format.dateTime(positionMs)}
      >
        <canvas ref={canvas} style={{ width: '100%', height }} data-from-ms={window.fromMs} data-to-ms={window.toMs} />
      </div>
      {marks.map(({ x, incidents: [first, ...more] }) =>
        first ? (
          <button
            key={first.id}
            type="button"
            className={classes.mark}
            style={{ left: x, top: scaleHeight + rowOf(first.cameraId) * rowHeight + 8 }}
            aria-label={t('playback.incidentAt', {
              kind: t(`kind.${first.kind}`),
              camera: first.cameraName,
              time: format.dateTime(first.atMs),
            })}
            title={`${t(`kind.${first.kind}`)} · ${format.dateTime(first.atMs)}`}
            onClick={() => model.showIncident(first)}
          >
            {more.length > 0 ? more.length + 1 : '!'}
          </button>
        ) : null,
      )}
      {hoverX === null ? null : <TimelineHover model={model} cameras={cameras} x={hoverX} width={width} />}
    </div>
  );
}

function useTickLabel(): (tick: Tick) => string {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short' });
    const minute = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const second = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    return ({ atMs, unit }) => (unit === 'day' ? day : unit === 'minute' ? minute : second).format(atMs);
  }, [i18n.language]);
}
