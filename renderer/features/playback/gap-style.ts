import type { GapCause } from '../../../shared/schemas/recording.ts';

/** Colour and lines, so that a cause can be told without colours too. Angle in degrees; `cross` draws both ways. */
export interface GapStyle {
  readonly color: string;
  readonly lines: 'rising' | 'falling' | 'upright' | 'level' | 'cross' | 'none';
  readonly apart: number;
}

/** What should have been recorded is loud, what nobody wanted is quiet. */
export const gapStyles: Readonly<Record<GapCause, GapStyle>> = {
  camera_offline: { color: '#e5484d', lines: 'rising', apart: 6 },
  station_stopped: { color: '#e5484d', lines: 'upright', apart: 5 },
  disk_full: { color: '#f76b15', lines: 'cross', apart: 6 },
  write_failed: { color: '#f76b15', lines: 'rising', apart: 4 },
  file_lost: { color: '#f76b15', lines: 'falling', apart: 6 },
  deleted_for_space: { color: '#c9a227', lines: 'falling', apart: 4 },
  deleted_by_retention: { color: '#7d8b99', lines: 'falling', apart: 9 },
  clock_set: { color: '#7d8b99', lines: 'upright', apart: 9 },
  unknown: { color: '#b55fe6', lines: 'cross', apart: 9 },
  outside_schedule: { color: '#5b6b7a', lines: 'level', apart: 6 },
  no_event: { color: '#5b6b7a', lines: 'level', apart: 10 },
  recording_off: { color: '#3d4a57', lines: 'none', apart: 8 },
};

type Brush = Pick<
  CanvasRenderingContext2D,
  'save' | 'restore' | 'beginPath' | 'rect' | 'clip' | 'fillRect' | 'moveTo' | 'lineTo' | 'stroke'
> & {
  fillStyle: CanvasRenderingContext2D['fillStyle'];
  strokeStyle: CanvasRenderingContext2D['strokeStyle'];
  globalAlpha: number;
  lineWidth: number;
};

export function paintGap(brush: Brush, cause: GapCause, x: number, y: number, width: number, height: number): void {
  const { color, lines, apart } = gapStyles[cause];
  brush.save();
  brush.beginPath();
  brush.rect(x, y, width, height);
  brush.clip();
  brush.globalAlpha = 0.28;
  brush.fillStyle = color;
  brush.fillRect(x, y, width, height);
  brush.globalAlpha = 1;
  brush.strokeStyle = color;
  brush.lineWidth = 1.4;
  brush.beginPath();
  // Lines begin at whole multiples, so that neighbours of one cause look like one.
  const begin = Math.floor((x - height) / apart) * apart;
  for (let at = begin; at < x + width + height; at += apart) {
    if (lines === 'rising' || lines === 'cross') segment(brush, at, y + height, at + height, y);
    if (lines === 'falling' || lines === 'cross') segment(brush, at, y, at + height, y + height);
    if (lines === 'upright') segment(brush, at, y, at, y + height);
  }
  if (lines === 'level') for (let at = y + apart / 2; at < y + height; at += apart) segment(brush, x, at, x + width, at);
  brush.stroke();
  brush.restore();
}

function segment(brush: Brush, x1: number, y1: number, x2: number, y2: number): void {
  brush.moveTo(x1, y1);
  brush.lineTo(x2, y2);
}
