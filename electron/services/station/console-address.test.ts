import type { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { consoleAddress } from './console-address.ts';

const lan = {
  lo: [{ family: 'IPv4', address: '127.0.0.1', internal: true }],
  eth0: [
    { family: 'IPv6', address: 'fe80::1', internal: false },
    { family: 'IPv4', address: '10.0.0.5', internal: false },
  ],
} as unknown as ReturnType<typeof networkInterfaces>;

test.each([
  ['0.0.0.0', 'http://127.0.0.1:4001', lan, 'http://10.0.0.5:4001'],
  ['::', 'http://127.0.0.1:4001', lan, 'http://10.0.0.5:4001'],
  ['127.0.0.1', 'http://127.0.0.1:4001', lan, 'http://127.0.0.1:4001'],
  ['10.0.0.7', 'http://10.0.0.7:4001', lan, 'http://10.0.0.7:4001'],
  ['0.0.0.0', 'http://127.0.0.1:4001', {}, 'http://127.0.0.1:4001'],
])('a station on %s that answers at %s is reached by others at its address in the network', (host, listening, interfaces, address) => {
  expect(consoleAddress(host, listening, interfaces)).toBe(address);
});
