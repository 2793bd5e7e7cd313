import { type LookupAddress, lookup as dnsLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { isPrivateAddress } from './private-address.ts';

/** Every address of a name; replaced in tests of names that change their mind. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface OutboundOptions {
  /** Whether this machine and the local network may be reached; asked anew for each connection. */
  readonly allowPrivate: () => boolean;
  readonly resolve?: Resolve;
}

/** Connections to addresses that somebody else chose. Whoever makes it destroys it. */
export interface Outbound {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

const connectTimeoutMs = 5_000;

/**
 * What a name stands for is looked at where the connection is made, and that very address is connected to: a name that answers
 * differently the second time (DNS rebinding) gains nothing. Connections are not kept: one would outlive a change of the setting.
 */
export function createOutbound({ allowPrivate, resolve = resolveAll }: OutboundOptions): Outbound {
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const usable = allowPrivate() ? [...addresses] : addresses.filter(({ address }) => !isPrivateAddress(address));
        const [first] = usable;
        if (!first) callback(refusal(addresses.length), '', 0);
        else if (options.all) callback(null, usable);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
  const agent = new Agent({ connect: { lookup, timeout: connectTimeoutMs }, pipelining: 0 });
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    // An address written as numbers is never looked up.
    const host = new URL(String(options.origin)).hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && isPrivateAddress(host) && !allowPrivate()) throw refusal(1);
    return dispatch(options, handler);
  });
  return { dispatcher, close: () => agent.destroy() };
}

function refusal(found: number): Error {
  const code = found === 0 ? 'ENOTFOUND' : 'EPRIVATE';
  return Object.assign(new Error(found === 0 ? 'the name has no address' : 'a private address'), { code });
}

function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return new Promise((done, fail) => {
    dnsLookup(hostname, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses)));
  });
}
