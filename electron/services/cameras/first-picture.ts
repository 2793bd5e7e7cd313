import type { CameraCause } from '../../../shared/schemas/camera.ts';
import type { CameraSupervisor } from './camera-supervisor.ts';
import { cameraFailure } from './source.ts';

/** A device that was connected to a moment ago may need one to notice that we left. */
const worthASecondTry: ReadonlySet<CameraCause> = new Set(['device_busy', 'ended', 'http_error']);

/**
 * Waits until a camera that is connecting shows its picture.
 * @param otherName a camera of ours that uses the same address: named in the failure, since many devices serve one client only
 * @throws {AppError} `camera_unreachable` with `details.cause`.
 */
export async function firstPicture(supervisor: Pick<CameraSupervisor, 'nextOutcome' | 'state'>, otherName: string | null): Promise<void> {
  let failure = await supervisor.nextOutcome();
  const mayTryAgain = failure !== null && worthASecondTry.has(failure.code) && supervisor.state().status !== 'disabled';
  if (mayTryAgain) failure = await supervisor.nextOutcome();
  if (!failure) return;
  const hint = otherName === null ? '' : ` The camera "${otherName}" uses this address too, and many devices serve one client only.`;
  throw cameraFailure(failure.code, failure.message + hint);
}
