import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { NowMs } from '../clock.ts';
import type { KnownDeviceRepository } from '../store/known-device-repository.ts';
import { tunnelAddress } from './client-address.ts';
import { hashOfToken } from './session-token.ts';

/** A place that was not used for this long is a stranger's again. */
const knownForMs = 365 * 24 * 60 * 60_000;
const mostDevices = 50;

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
    const sinceMs = this.#nowMs() - knownForMs;
    const device = client?.deviceToken ? hashOfDevice(client.deviceToken) : null;
    if (device && (await this.#devices.knows(userId, device, sinceMs))) return `device ${device}`;
    if (address !== tunnelAddress && (await this.#devices.knowsAddress(userId, address, sinceMs))) return `address ${address}`;
    return null;
  }

  /** After a sign-in. A program without cookies is known by its address. */
  async remember(userId: string, { address, client }: Caller): Promise<void> {
    const deviceHash = client?.deviceToken ? hashOfDevice(client.deviceToken) : hashOfToken(`address ${address}`);
    await this.#devices.remember({ userId, deviceHash, address, atMs: this.#nowMs() }, mostDevices);
  }
}

/** Its own kind of name: no cookie can claim to be an address. */
const hashOfDevice = (token: string) => hashOfToken(`device ${token}`);
