import { useEffect, useRef } from 'react';
import type { GapCause } from '../../../shared/schemas/recording.ts';
import { paintGap } from './gap-style.ts';

/** A cause as it is drawn on the timeline. */
export function GapSwatch({ cause }: { readonly cause: GapCause }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const brush = ref.current?.getContext('2d');
    if (!brush) return;
    brush.setTransform(2, 0, 0, 2, 0, 0);
    brush.clearRect(0, 0, 24, 12);
    paintGap(brush, cause, 0, 0, 24, 12);
  }, [cause]);
  return (
    <span aria-hidden="true">
      <canvas ref={ref} width={48} height={24} style={{ display: 'block', width: 24, height: 12, borderRadius: 2 }} />
    </span>
  );
}
