import { BlockList, isIP } from 'node:net';

/** Where a request comes from; see `auth/client-address.ts`. */
export interface Visitor {
  /** An IP address, or a word for one that is not known. */
  readonly address: string;
  /** Asked on this very machine. */
  readonly local: boolean;
}

/** Addresses and nets that are let in. */
export class AllowList {
  readonly #nets = new BlockList();
  readonly #isEmpty: boolean;

  /** @param nets `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`; none = everybody is let in. */
  constructor(nets: readonly string[]) {
    this.#isEmpty = nets.length === 0;
    for (const net of nets) {
      const [address = '', length] = net.split('/');
      const family = familyOf(address);
      if (length === undefined) this.#nets.addAddress(address, family);
      else this.#nets.addSubnet(address, Number(length), family);
    }
  }

  /** The machine itself is never locked out. With a list, a visitor whose address nobody knows stays outside. */
  allows({ address, local }: Visitor): boolean {
    if (local || this.#isEmpty) return true;
    // An IPv4 visitor of a socket that listens on IPv6 too.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    return isIP(plain) !== 0 && this.#nets.check(plain, familyOf(plain));
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
