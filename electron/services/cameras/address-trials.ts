import { AppError } from '../../../shared/errors.ts';
import type { CameraProbe } from '../../../shared/schemas/camera.ts';
import type { NowMs } from '../clock.ts';
import { probeAddress } from './address-probe.ts';
import { isSameDevice } from './camera-address.ts';
import type { CameraSupervisor } from './camera-supervisor.ts';
import { firstPicture } from './first-picture.ts';
import type { SourceRegistry } from './source.ts';

export interface AddressTrialsOptions {
  readonly sources: SourceRegistry;
  readonly now: NowMs;
  readonly timeoutMs: number;
  /** Ends every trial: the station stops. */
  readonly signal: AbortSignal;
  onBug(error: unknown): void;
}

/** Trials at once; a person needs one, and this keeps the station from being used to search a network. */
const maxTrials = 8;

/** Tries addresses before anything is saved, with one connection to a device at any time. */
export class AddressTrials {
  readonly #options: AddressTrialsOptions;
  #running = 0;

  constructor(options: AddressTrialsOptions) {
    this.#options = options;
  }

  /** A look over a connection of its own. @throws {AppError} `camera_unreachable`; `rate_limited` when too many run. */
  async look(url: string): Promise<CameraProbe> {
    if (this.#running >= maxTrials) throw new AppError('rate_limited', 'Too many addresses are being tried: wait a few seconds.');
    this.#running += 1;
    try {
      return await probeAddress({ ...this.#options, url });
    } finally {
      this.#running -= 1;
    }
  }

  /** A look over the connection that a camera of ours has or is making. @throws {AppError} `camera_unreachable`. */
  async lookThrough(supervisor: CameraSupervisor): Promise<CameraProbe> {
    const { now } = this.#options;
    const startedAtMs = now();
    if (supervisor.state().status !== 'live') {
      supervisor.retryNow();
      await firstPicture(supervisor, null);
    }
    const { width, height } = supervisor.state();
    const info = supervisor.info();
    const size = { width: info?.width ?? width, height: info?.height ?? height };
    return { codec: info?.codec ?? 'mjpeg', ...size, firstFrameMs: now() - startedAtMs };
  }

  /**
   * Tries the next address of a camera. On the device in use its connection makes room, and stays on the new address when that shows
   * a picture; on another device the present one goes on meanwhile.
   * @throws {AppError} `camera_unreachable`; the camera is then on its old address again.
   */
  async next(supervisor: CameraSupervisor, url: string): Promise<void> {
    const { url: present } = supervisor;
    if (supervisor.state().status === 'disabled' || !isSameDevice(url, present)) {
      await this.look(url);
      return;
    }
    try {
      await supervisor.changeAddress(url);
      await firstPicture(supervisor, null);
    } catch (error) {
      await supervisor.changeAddress(present);
      throw error;
    }
  }
}
