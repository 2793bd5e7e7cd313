import { BlockList, isIP } from 'node:net';

// Two lists: one list takes IPv4 addresses for IPv6 ones (::ffff:0:0) too.
const blocked4 = new BlockList();
const blocked6 = new BlockList();
/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const ipv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carriers' NAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, and the metadata services of clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24], // documentation
  ['192.168.0.0', 16],
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];
/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const ipv6: readonly (readonly [string, number])[] = [
  ['::', 96], // unspecified, loopback, the deprecated IPv4-compatible ones
  ['::ffff:0:0', 96], // IPv4 in IPv6 dress: nothing on the internet is reached by it
  ['64:ff9b::', 96], // NAT64: leads to any IPv4 address
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23], // Teredo and other protocol assignments
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: holds any IPv4 address
  ['fc00::', 7], // unique local
  ['fe80::', 10], // link-local
  ['fec0::', 10],
  ['ff00::', 8],
];
for (const [network, bits] of ipv4) blocked4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of ipv6) blocked6.addSubnet(network, bits, 'ipv6');

/** True for what does not lie in the open internet: this machine, the local network, reserved ranges, and what is no address at all. */
export function isPrivateAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  const family = isIP(plain);
  return family === 0 || (family === 4 ? blocked4.check(plain, 'ipv4') : blocked6.check(plain, 'ipv6'));
}
