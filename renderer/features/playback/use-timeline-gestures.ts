import { type RefObject, useEffect, useEffectEvent } from 'react';
import type { PlaybackModel } from './playback-model.ts';
import { lengthOf, timeAt } from './time-window.ts';

const clickPx = 4;

/** Wheel and pinch zoom, drag moves, a click seeks, a drag with Shift chooses a stretch. */
export function useTimelineGestures(ref: RefObject<HTMLElement | null>, model: PlaybackModel, onHover: (x: number | null) => void): void {
  const hover = useEffectEvent(onHover);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const fingers = new Map<number, number>();
    let dragged = 0;
    let chosenFromMs: number | null = null;
    const xIn = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;
    const at = (x: number) => timeAt(model.store.getState().window, element.clientWidth, x);
    const perPx = () => lengthOf(model.store.getState().window) / element.clientWidth;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) model.pan((event.deltaX || event.deltaY) * perPx());
      else model.zoom(1.0018 ** event.deltaY, at(xIn(event)));
    };
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, xIn(event));
      if (fingers.size === 1) dragged = 0;
      chosenFromMs = event.shiftKey && fingers.size === 1 ? at(xIn(event)) : null;
    };
    const onMove = (event: PointerEvent) => {
      const x = xIn(event);
      const before = fingers.get(event.pointerId);
      if (before === undefined) return event.pointerType === 'mouse' ? hover(x) : undefined;
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      fingers.set(event.pointerId, x);
      if (other !== undefined) {
        dragged = clickPx * 2;
        const [was, is] = [Math.abs(before - other), Math.abs(x - other)];
        if (was > 8 && is > 8) model.zoom(was / is, at((x + other) / 2));
        return;
      }
      dragged += Math.abs(x - before);
      if (dragged > clickPx && chosenFromMs !== null) model.select(chosenFromMs, at(x));
      else if (dragged > clickPx) model.pan((before - x) * perPx());
      hover(dragged > clickPx ? null : x);
    };
    const onUp = (event: PointerEvent) => {
      if (!fingers.delete(event.pointerId) || event.type === 'pointercancel') return;
      if (fingers.size === 0 && dragged <= clickPx) model.seek(at(xIn(event)));
    };
    const onLeave = () => hover(null);
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    element.addEventListener('pointerleave', onLeave);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
      element.removeEventListener('pointerleave', onLeave);
    };
  }, [ref, model]);
}
