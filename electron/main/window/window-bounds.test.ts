import { expect, test } from 'vitest';
import { defaultSize, minimumSize, windowBounds } from './window-bounds.ts';

const primary = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 1000 };

test('opens in the middle of the primary screen the first time', () => {
  expect(windowBounds(null, [primary, second])).toEqual({ x: 240, y: 70, ...defaultSize });
});

test('opens where it was, on whichever screen that is', () => {
  const saved = { x: 2000, y: 100, width: 900, height: 700 };
  expect(windowBounds(saved, [primary, second])).toEqual(saved);
});

test('a screen that is gone does not swallow the window', () => {
  expect(windowBounds({ x: 2000, y: 100, width: 900, height: 700 }, [primary])).toEqual({ x: 240, y: 70, ...defaultSize });
});

test('a corner too small to grab does not count as on the screen', () => {
  expect(windowBounds({ x: 1900, y: 1030, width: 900, height: 700 }, [primary]).x).toBe(240);
});

test('the title bar is never above the screen, and the size is never below the least or above the screen', () => {
  expect(windowBounds({ x: 10, y: -200, width: 100, height: 5000 }, [primary])).toEqual({
    x: 240,
    y: 70,
    ...defaultSize,
  });
  expect(windowBounds({ x: 10, y: -200, width: 200, height: 5000 }, [primary])).toEqual({
    x: 10,
    y: 0,
    width: minimumSize.width,
    height: primary.height,
  });
});

test('a screen smaller than the default size still holds the window', () => {
  expect(windowBounds(null, [{ x: 0, y: 25, width: 1024, height: 700 }])).toEqual({ x: 0, y: 25, width: 1024, height: 700 });
});

test('no screen at all (a server with a remote session) opens at the default size', () => {
  expect(windowBounds(null, [])).toEqual({ x: 0, y: 0, ...defaultSize });
});
