/** Stands for everybody who comes through a proxy or tunnel that ends on this machine: their own addresses are anybody's claim. */
export const tunnelAddress = 'tunnel';

interface RequestHeaders {
  readonly host?: string | undefined;
  readonly [name: string]: string | readonly string[] | undefined;
}

/** What proxies and tunnels add (localtunnel, cloudflared, ngrok, nginx): a client may add one, but cannot take one away. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via', 'cf-connecting-ip'];
const localHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Where a request comes from: its peer's address, `tunnel` for what was forwarded to this machine, and whether it was made on this very
 * machine. A tunnel's end looks like a local program, but names the public host and adds headers.
 */
export function clientAddress(peer: string, headers: RequestHeaders): { readonly address: string; readonly local: boolean } {
  if (!isLoopback(peer)) return { address: peer, local: false };
  const forwarded = forwardingHeaders.some((name) => headers[name] !== undefined) || !localHost.test(headers.host ?? '');
  return forwarded ? { address: tunnelAddress, local: false } : { address: peer, local: true };
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
