import type { TunnelProblemCode, TunnelProviderName } from '../../../shared/schemas/tunnel.ts';

/** A tunnel that is open as far as its provider says; whether it works is found out from outside. */
export interface OpenTunnel {
  /** Public address, without a path. */
  readonly url: string;
  /** What the provider asks visitors for once; null = nothing. */
  readonly visitorPassword: string | null;
  /** Resolves with the reason in words when the tunnel is over, its owner's abort included. Never rejects. */
  readonly closed: Promise<string>;
}

/** A service that carries visitors from a public address to a port of this machine. */
export interface TunnelProvider {
  readonly name: TunnelProviderName;
  /** @see TunnelArrival.visitorHeader */
  readonly visitorHeader: string | null;
  /** What is missing on this machine, in words; null = it can be tried. */
  unready(): Promise<TunnelFailure | null>;
  /**
   * Opens a tunnel to 127.0.0.1:`port`. `signal` ends it, while it is being opened and afterwards; nothing of it is left then.
   * @throws {TunnelFailure}
   */
  open(options: { readonly port: number; readonly signal: AbortSignal }): Promise<OpenTunnel>;
}

/** Why a tunnel could not be opened. `message` is shown to people and holds no secrets. */
export class TunnelFailure extends Error {
  override readonly name = 'TunnelFailure';
  readonly code: TunnelProblemCode;

  constructor(code: TunnelProblemCode, message: string, options?: ErrorOptions) {
    super(message.slice(0, 500), options);
    this.code = code;
  }
}
