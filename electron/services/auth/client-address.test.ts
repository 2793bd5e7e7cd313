import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

test.each([
  ['127.0.0.1', { host: 'localhost:4001' }, { address: '127.0.0.1', local: true }],
  ['::1', { host: '[::1]:4001' }, { address: '::1', local: true }],
  ['::ffff:127.0.0.1', { host: '127.0.0.1:4001' }, { address: '::ffff:127.0.0.1', local: true }],
  ['127.0.0.1', { host: 'brave-cat.loca.lt' }, { address: 'tunnel', local: false }],
  ['127.0.0.1', {}, { address: 'tunnel', local: false }],
  ['127.0.0.1', { host: 'localhost:4001', 'x-forwarded-for': '10.0.0.1' }, { address: 'tunnel', local: false }],
  ['127.0.0.1', { host: 'localhost', 'cf-connecting-ip': '' }, { address: 'tunnel', local: false }],
  // Somebody in the network claims to be this machine: the address of the connection counts.
  ['10.0.0.5', { host: 'localhost:4001', 'x-forwarded-for': '127.0.0.1' }, { address: '10.0.0.5', local: false }],
])('a request from %s with %j comes from %j', (peer, headers, expected) => {
  expect(clientAddress(peer, headers)).toEqual(expected);
});
