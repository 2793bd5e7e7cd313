import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { TunnelFailure, type TunnelProvider } from './tunnel-provider.ts';

/** What is used of @ngrok/ngrok. */
export interface NgrokModule {
  forward(config: { addr: string; authtoken: string; onStatusChange: (status: string) => void }): Promise<NgrokListener>;
}
export interface NgrokListener {
  url(): string | null;
  close(): Promise<void>;
}

export interface NgrokOptions {
  /** The account's token, from NGROK_AUTHTOKEN or settings; null = not set. */
  readonly authtoken: () => Promise<string | null>;
  /** Loads the package, a native one: only when it is used. */
  readonly load: () => Promise<NgrokModule>;
  readonly onLeftOpen: (error: unknown) => void;
}

/** ngrok reconnects by itself and keeps the address; after this long without success another provider is better. */
const reconnectMs = 10_000;

/** ngrok, by its SDK inside this process. */
export function createNgrokProvider({ authtoken, load, onLeftOpen }: NgrokOptions): TunnelProvider {
  const noToken = () => new TunnelFailure('no_token', 'ngrok needs the token of an account: enter it in settings or set NGROK_AUTHTOKEN.');
  const readToken = async (): Promise<string> => {
    const token = await authtoken().catch((cause: unknown) => {
      throw new TunnelFailure('no_token', `The token of ngrok cannot be read${cause instanceof AppError ? `: ${cause.message}` : '.'}`, {
        cause,
      });
    });
    if (!token) throw noToken();
    return token;
  };
  const close = (listener: NgrokListener) => void listener.close().catch(onLeftOpen);
  return {
    name: 'ngrok',
    // ngrok's edge appends the address it sees.
    visitorHeader: 'x-forwarded-for',
    unready: () =>
      readToken().then(
        () => null,
        (error: TunnelFailure) => error,
      ),
    open: async ({ port, signal }) => {
      const token = await readToken();
      const watch = watchStatus(signal);
      const opening = openListener(load, { addr: `127.0.0.1:${port}`, authtoken: token, onStatusChange: watch.status });
      // The SDK knows no abort: what opens too late is closed at once.
      const listener = await Promise.race([opening, watch.closed.then(() => null)]);
      if (!listener) {
        opening.then(close, () => undefined);
        throw new TunnelFailure('no_answer', 'ngrok did not answer in time.');
      }
      void watch.closed.then(() => close(listener));
      const url = z
        .url({ protocol: /^https?$/ })
        .max(300)
        .safeParse(listener.url());
      if (!url.success) throw new TunnelFailure('bad_answer', 'ngrok opened a tunnel without an address.');
      return { url: new URL(url.data).origin, visitorPassword: null, closed: watch.closed };
    },
  };
}

async function openListener(load: () => Promise<NgrokModule>, config: Parameters<NgrokModule['forward']>[0]): Promise<NgrokListener> {
  try {
    return await (await load()).forward(config);
  } catch (cause) {
    const words = (cause instanceof Error ? cause.message : String(cause)).replaceAll(config.authtoken, '***').replace(/\s+/g, ' ');
    const code = /authentication|authtoken|ERR_NGROK_\d+/i.test(words) ? 'refused' : 'no_answer';
    throw new TunnelFailure(code, `ngrok could not open a tunnel: ${words.slice(0, 300)}`);
  }
}

/** `closed` resolves with the signal, or when ngrok's own reconnecting has not helped for a while. */
function watchStatus(signal: AbortSignal): { readonly status: (status: string) => void; readonly closed: Promise<string> } {
  let lost: NodeJS.Timeout | undefined;
  let end: (reason: string) => void = () => undefined;
  const closed = new Promise<string>((resolve) => {
    end = (reason) => {
      clearTimeout(lost);
      resolve(reason);
    };
  });
  if (signal.aborted) end('ended by the station');
  signal.addEventListener('abort', () => end('ended by the station'), { once: true });
  const status = (text: string) => {
    clearTimeout(lost);
    if (text !== 'connected' && !signal.aborted) lost = setTimeout(() => end('ngrok lost its connection.'), reconnectMs);
  };
  return { status, closed };
}
