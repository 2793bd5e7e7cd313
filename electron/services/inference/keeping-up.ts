/** Seconds that are looked back on. */
const windowS = 10;
/** Share of the pictures due that were not looked at: from above the one a camera is behind, until it is below the other. */
const behindFrom = 0.25;
const fineBelow = 0.1;
/** So few pictures say nothing. */
const fewest = 10;

interface Second {
  second: number;
  due: number;
  missed: number;
}

/**
 * Which cameras the detector looks at less often than they are due. Accidents need their pictures in close order: a detector that
 * manages half of them still draws boxes, and misses accidents. Times may stand still but not go back.
 */
export class KeepingUp {
  readonly #cameras = new Map<string, { readonly seconds: Second[]; behind: boolean }>();

  /** A picture of the camera was due. @param missed it took the place of one that nobody had looked at. */
  due(cameraId: string, missed: boolean, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const camera = this.#cameras.get(cameraId) ?? { seconds: [], behind: false };
    this.#cameras.set(cameraId, camera);
    let last = camera.seconds.at(-1);
    if (last?.second !== second) {
      last = { second, due: 0, missed: 0 };
      camera.seconds.push(last);
    }
    last.due += 1;
    if (missed) last.missed += 1;
  }

  /** @returns cameras that fell behind or caught up since the last call. */
  changes(nowMs: number): string[] {
    return Array.from(this.#cameras)
      .filter(([, camera]) => {
        const { seconds, behind } = camera;
        const from = Math.floor(nowMs / 1000) - windowS;
        while (seconds[0] && seconds[0].second < from) seconds.shift();
        camera.behind = isBehind(seconds, behind);
        return camera.behind !== behind;
      })
      .map(([cameraId]) => cameraId);
  }

  /** As of the last `changes`. */
  isBehind(cameraId: string): boolean {
    return this.#cameras.get(cameraId)?.behind ?? false;
  }

  get behind(): number {
    return Array.from(this.#cameras.values()).filter(({ behind }) => behind).length;
  }

  forget(cameraId: string): void {
    this.#cameras.delete(cameraId);
  }

  /** The process is gone: what it managed says nothing about the next one. */
  reset(): void {
    this.#cameras.clear();
  }
}

function isBehind(seconds: readonly Second[], before: boolean): boolean {
  const due = seconds.reduce((sum, second) => sum + second.due, 0);
  if (due === 0) return false;
  if (due < fewest) return before;
  const share = seconds.reduce((sum, second) => sum + second.missed, 0) / due;
  return before ? share >= fineBelow : share > behindFrom;
}
