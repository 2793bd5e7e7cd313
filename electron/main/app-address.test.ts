import { expect, test } from 'vitest';
import { isConsoleUrl } from './app-address.ts';

test.each(['app://sentra/', 'app://sentra/incidents/1?tab=log#x', 'app://sentra'])('%s is the console', (url) => {
  expect(isConsoleUrl(url)).toBe(true);
});

test.each([
  'app://sentra.evil/',
  'app://evil/',
  'app://user@sentra/',
  'app://sentra:8080/',
  'https://sentra/',
  'file:///etc/passwd',
  'data:text/html,app://sentra/',
  'http://localhost:5173/',
  'null',
  '',
])('%s is not the console', (url) => {
  expect(isConsoleUrl(url)).toBe(false);
});

test('the development server counts only when the app was started with it, and only its exact origin', () => {
  expect(isConsoleUrl('http://localhost:5173/x', 'http://localhost:5173')).toBe(true);
  expect(isConsoleUrl('http://localhost:5174/x', 'http://localhost:5173')).toBe(false);
  expect(isConsoleUrl('https://localhost:5173/x', 'http://localhost:5173')).toBe(false);
});
