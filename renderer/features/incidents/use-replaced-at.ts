import { type RefObject, useLayoutEffect, useRef } from 'react';

/** When one alert took the place of another on the screen, `performance.now()` milliseconds; long ago for the first of a row. */
export function useReplacedAt(id: string | null): RefObject<number> {
  const replacedAtMs = useRef(Number.NEGATIVE_INFINITY);
  const shown = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (shown.current !== null && id !== null && shown.current !== id) replacedAtMs.current = performance.now();
    shown.current = id;
  }, [id]);
  return replacedAtMs;
}
