import { expect, test } from 'vitest';
import { isSameOrigin } from './authenticator.ts';
import { isOwnHost } from './host-guard.ts';

test.each(['127.0.0.1:4001', '192.168.1.20', '[::1]:4001', 'localhost:4001', 'desk-7', 'DESK-7.local:80'])(
  '%s may be this station',
  (host) => {
    expect(isOwnHost(host, 'desk-7')).toBe(true);
  },
);

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example:4001',
  'a b',
  '[::1',
  'localhost:999999',
  'x'.repeat(400),
])('%s is refused', (host) => {
  expect(isOwnHost(host, 'desk-7')).toBe(false);
});

test('another port of the same machine is another origin', () => {
  expect(isSameOrigin({ origin: 'http://localhost:9999', host: 'localhost:4001' })).toBe(false);
  expect(isSameOrigin({ origin: 'http://localhost:4001', host: 'localhost:4001' })).toBe(true);
  expect(isSameOrigin({ origin: 'null', host: 'localhost:4001' })).toBe(false);
  expect(isSameOrigin({ host: 'localhost:4001' })).toBe(false);
  expect(isSameOrigin({ host: 'localhost:4001', 'sec-fetch-site': 'same-origin' })).toBe(true);
  expect(isSameOrigin({ origin: 'https://evil.example', host: 'localhost:4001', 'sec-fetch-site': 'same-origin' })).toBe(false);
});
