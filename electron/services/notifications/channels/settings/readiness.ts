import type { Channel } from '../../channel.ts';
import type { Current } from './live-settings.ts';

/** What `Channel.unready` says. */
export type Unready = ReturnType<Channel['unready']>;

/**
 * Whether a channel can send. One that nobody began to set up is off, not broken.
 * @param missing what is still needed, in words, in the order a person would enter it
 * @param begun true when anything of it was entered
 */
export function readiness(
  { settings, problem }: Current<{ readonly enabled: boolean }>,
  missing: readonly string[],
  begun: boolean,
): Unready {
  if (!settings.enabled) return { state: 'off', problem: 'Switched off' };
  if (problem !== null) return { state: 'incomplete', problem };
  if (missing.length === 0) return null;
  return begun ? { state: 'incomplete', problem: `Missing: ${missing.join(', ')}` } : { state: 'off', problem: 'Not set up' };
}
