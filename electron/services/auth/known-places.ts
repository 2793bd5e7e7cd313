import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { NowMs } from '../clock.ts';
import type { KnownDeviceRepository } from '../store/known-device-repository.ts';
import { tunnelAddress } from './client-address.ts';
import { hashOfToken } from './session-token.ts';

/** A place that was not used for this long is a stranger's again. */
const knownForMs = 365 * 24 * 60 * 60_000;
const mostPlaces = 50;

/** Places a user is known to sign in from: this machine, browsers by their device cookie, addresses of earlier sign-ins. */
export class KnownPlaces {
  readonly #devices: KnownDeviceRepository;
  readonly #nowMs: NowMs;

  constructor(devices: KnownDeviceRepository, nowMs: NowMs) {
    this.#devices = devices;
    this.#nowMs = nowMs;
  }

  /** Name of the place, for the count of wrong passwords; null for a stranger. */
  async placeOf(userId: string | null, { address, client }: Caller): Promise<string | null> {
    if (client?.local) return 'here';
    if (userId === null) return null;
    for (const place of placesOf({ address, client })) {
      if (await this.#devices.knows(userId, place, this.#nowMs() - knownForMs)) return place;
    }
    return null;
  }

  /** After a sign-in. */
  async remember(userId: string, { address, client }: Pick<Caller, 'address' | 'client'>): Promise<void> {
    for (const place of placesOf({ address, client })) {
      await this.#devices.remember({ userId, deviceHash: place, address, atMs: this.#nowMs() }, mostPlaces);
    }
  }
}

/** The browser by its cookie, and the address, unless many share it. Kinds are told apart: no cookie can claim to be an address. */
function placesOf({ address, client }: Pick<Caller, 'address'> & { readonly client: Caller['client'] | undefined }): readonly string[] {
  const device = client?.deviceToken ? [hashOfToken(`device ${client.deviceToken}`)] : [];
  return address === tunnelAddress ? device : [...device, hashOfToken(`address ${address}`)];
}
