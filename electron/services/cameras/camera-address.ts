import { AppError } from '../../../shared/errors.ts';
import { restoreSecrets } from './redact-url.ts';
import { schemeOf } from './source.ts';

/**
 * The address to store after a change; what a person was shown as `***` keeps its secrets.
 * @throws {AppError} `invalid_input` when a hidden secret would go to another host.
 */
export function addressAfter(edited: string | undefined, stored: string): string {
  if (edited === undefined) return stored;
  const restored = restoreSecrets(edited, stored);
  if (restored === null) throw new AppError('invalid_input', 'The address changed: type the user name and password again.');
  return restored;
}

/** @throws {AppError} `invalid_input`: a device token belongs to push cameras alone, so a camera cannot become one or cease to be one. */
export function assertSameKind(next: string, previous: string): void {
  if ((schemeOf(next) === 'push:') !== (schemeOf(previous) === 'push:')) {
    throw new AppError('invalid_input', 'A push camera cannot be turned into another kind, nor another kind into one: add a new camera.');
  }
}

/** True when both addresses lead to the same device, which may serve one client only. */
export function isSameDevice(one: string, other: string): boolean {
  const scheme = schemeOf(one);
  if (scheme === 'usb:') return one === other;
  if (scheme === 'file:' || scheme === 'demo:') return false;
  const hosts = [URL.parse(one)?.hostname, URL.parse(other)?.hostname];
  return hosts[0] !== undefined && hosts[0] === hosts[1];
}
