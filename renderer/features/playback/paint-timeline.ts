import type { Timeline } from '../../../shared/schemas/recording.ts';
import { paintGap } from './gap-style.ts';
import type { Tick } from './time-ticks.ts';
import { type TimeWindow, xOf } from './time-window.ts';

export const scaleHeight = 22;
export const rowHeight = 30;
const barTop = 12;
const barHeight = 14;

export interface TimelinePicture {
  readonly window: TimeWindow;
  readonly width: number;
  readonly rows: readonly { readonly id: string; readonly name: string }[];
  readonly timeline: Timeline | null;
  readonly ticks: readonly { readonly tick: Tick; readonly label: string }[];
  readonly positionMs: number;
  readonly nowMs: number;
  readonly selection: { readonly fromMs: number; readonly toMs: number } | null;
}

/** Draws scale, rows, gaps, "now" and the time that is shown. Sizes in CSS pixels. */
export function paintTimeline(brush: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { width, window, rows, timeline, positionMs, nowMs } = picture;
  const height = scaleHeight + rows.length * rowHeight;
  const x = (atMs: number) => xOf(window, width, atMs);
  brush.clearRect(0, 0, width, height);
  paintScale(brush, picture, height);
  rows.forEach(({ id, name }, index) => {
    const top = scaleHeight + index * rowHeight;
    brush.fillStyle = '#9fb0bf';
    brush.font = '11px ui-sans-serif, system-ui, sans-serif';
    brush.fillText(name, 4, top + 9, Math.max(60, width - 8));
    brush.fillStyle = '#141c24';
    brush.fillRect(0, top + barTop, width, barHeight);
    const camera = timeline?.cameras.find(({ cameraId }) => cameraId === id);
    for (const { fromMs, toMs, cause } of camera?.gaps ?? []) {
      const [left, right] = [Math.max(0, x(fromMs)), Math.min(width, x(toMs))];
      if (right > left) paintGap(brush, cause, left, top + barTop, Math.max(1, right - left), barHeight);
    }
    brush.fillStyle = '#22b8cf';
    for (const { fromMs, toMs } of camera?.spans ?? []) {
      const [left, right] = [Math.max(0, x(fromMs)), Math.min(width, x(toMs))];
      if (right > 0 && left < width) brush.fillRect(left, top + barTop, Math.max(1, right - left), barHeight);
    }
  });
  const nowX = x(nowMs);
  brush.fillStyle = '#0b0f14b0';
  if (nowX < width) brush.fillRect(Math.max(0, nowX), scaleHeight, width, height);
  if (picture.selection) paintSelection(brush, picture, height);
  line(brush, nowX, '#51cf66', height, 1);
  line(brush, x(positionMs), '#ffffff', height, 2);
}

function paintScale(brush: CanvasRenderingContext2D, { ticks, window, width }: TimelinePicture, height: number): void {
  brush.font = '11px ui-sans-serif, system-ui, sans-serif';
  for (const { tick, label } of ticks) {
    const x = xOf(window, width, tick.atMs);
    brush.fillStyle = tick.unit === 'day' ? '#5b6b7a' : '#26313c';
    brush.fillRect(x, 0, 1, height);
    brush.fillStyle = tick.unit === 'day' ? '#dbe4ec' : '#95a5b4';
    brush.fillText(label, x + 4, 14);
  }
}

/** Shaded, with a bracket at both ends. */
function paintSelection(brush: CanvasRenderingContext2D, { window, width, selection }: TimelinePicture, height: number): void {
  if (!selection) return;
  const [left, right] = [xOf(window, width, selection.fromMs), xOf(window, width, selection.toMs)];
  brush.fillStyle = '#fcc41933';
  brush.fillRect(left, scaleHeight, Math.max(2, right - left), height);
  for (const x of [left, right]) line(brush, x, '#fcc419', height, 2);
}

function line(brush: CanvasRenderingContext2D, x: number, color: string, height: number, width: number): void {
  brush.fillStyle = color;
  brush.fillRect(x - width / 2, 0, width, height);
}
