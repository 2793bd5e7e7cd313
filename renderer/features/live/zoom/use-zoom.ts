import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { pan, wholePicture, type ZoomView, zoomAt } from './zoom-view.ts';

const middle = { x: 0.5, y: 0.5 };
const keyStep = 1.4;
const keyPan = 0.15;

export interface Zoom {
  readonly view: ZoomView;
  zoomIn(): void;
  zoomOut(): void;
  reset(): void;
}

/** Digital zoom by wheel, pinch, drag, double click and keys (+, -, 0, arrows) on an element. */
export function useZoom(target: RefObject<HTMLElement | null>, enabled: boolean): Zoom {
  const [view, setView] = useState(wholePicture);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isOurs = event.target === document.body || (event.target instanceof Node && target.current?.contains(event.target));
    if (!isOurs || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = viewAfterKey(view, event.key);
    if (!next) return;
    event.preventDefault();
    setView(next);
  });
  useEffect(() => {
    const element = target.current;
    if (!enabled || !element) return;
    const stopGestures = listenToGestures(element, (change) => setView(change));
    window.addEventListener('keydown', onKey);
    return () => {
      stopGestures();
      window.removeEventListener('keydown', onKey);
    };
  }, [enabled, target]);
  return {
    view,
    zoomIn: () => setView(zoomAt(view, keyStep, middle)),
    zoomOut: () => setView(zoomAt(view, 1 / keyStep, middle)),
    reset: () => setView(wholePicture),
  };
}

/** Null for a key that has nothing to do with zooming; arrows count only while there is something beyond the edges. */
function viewAfterKey(view: ZoomView, key: string): ZoomView | null {
  if (key === '+' || key === '=') return zoomAt(view, keyStep, middle);
  if (key === '-') return zoomAt(view, 1 / keyStep, middle);
  if (key === '0') return wholePicture;
  const by = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  return by && view.scale > 1 ? pan(view, { x: (by[0] ?? 0) * keyPan, y: (by[1] ?? 0) * keyPan }) : null;
}

type Change = (change: (view: ZoomView) => ZoomView) => void;

function listenToGestures(element: HTMLElement, change: Change): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const shareOf = (event: { readonly clientX: number; readonly clientY: number }) => {
    const box = element.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const at = shareOf(event);
      // Lines and pages are about sixteen and eight hundred pixels.
      const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 16 : 800);
      change((view) => zoomAt(view, Math.exp(-Math.max(-200, Math.min(200, pixels)) / 300), at));
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'dblclick',
    (event) => {
      const at = shareOf(event);
      change((view) => (view.scale > 1 ? wholePicture : zoomAt(view, 3, at)));
    },
    { signal },
  );
  listenToFingers(element, shareOf, change, signal);
  return () => listening.abort();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One pointer drags, two pinch. */
function listenToFingers(element: HTMLElement, shareOf: (event: PointerEvent) => Point, change: Change, signal: AbortSignal): void {
  const fingers = new Map<number, Point>();
  element.addEventListener(
    'pointerdown',
    (event) => {
      // Buttons on the picture are for pressing.
      if (event.target instanceof Element && event.target.closest('button')) return;
      fingers.set(event.pointerId, shareOf(event));
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const from = fingers.get(event.pointerId);
      if (!from) return;
      const to = shareOf(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, to);
      const factor = other ? distance(to, other) / Math.max(0.01, distance(from, other)) : 1;
      const at = other ? { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 } : to;
      // With two fingers the middle between them moves half as far.
      const weight = other ? 0.5 : 1;
      change((view) => pan(zoomAt(view, factor, at), { x: (to.x - from.x) * weight, y: (to.y - from.y) * weight }));
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const)
    element.addEventListener(end, ({ pointerId }) => void fingers.delete(pointerId), { signal });
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
