import { useCallback, useEffect } from 'react';
import type { RecordingSettings, RecordingStatus } from '../../../../shared/schemas/recording.ts';
import { useClient, useRecordingDisk, useSession } from '../../../app/state/console-context.tsx';
import { useAnswer } from '../../../ui/use-answer.ts';

export interface Recorder {
  /** Null until the station told. */
  readonly status: RecordingStatus | null;
  readonly settings: RecordingSettings | null;
  readonly failure: unknown;
  readonly connected: boolean;
  /** @throws {AppError} */
  change(patch: Partial<RecordingSettings>): Promise<void>;
  reload(): void;
}

/** Sizes grow all the time, and somebody else may change the settings: no event tells of either. */
const rereadMs = 5_000;

/** What the recorder does and keeps, read anew while it is looked at. */
export function useRecorder(): Recorder {
  const client = useClient();
  const connected = useSession(({ connection }) => connection === 'connected');
  const notice = useRecordingDisk((disk) => disk.notice);
  const status = useAnswer(useCallback(() => client.call('recordings.status', {}), [client]));
  const settings = useAnswer(useCallback(() => client.call('recordings.settings', {}), [client]));
  const { reload } = status;
  const { reload: reloadSettings } = settings;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the disk's news make the answer old
  useEffect(() => {
    if (!connected) return;
    const read = () => {
      reload();
      reloadSettings();
    };
    read();
    const timer = setInterval(read, rereadMs);
    return () => clearInterval(timer);
  }, [connected, notice, reload, reloadSettings]);
  return {
    status: status.value,
    settings: settings.value,
    failure: status.error ?? settings.error,
    connected,
    change: async (patch) => settings.set(await client.call('recordings.updateSettings', patch)),
    reload,
  };
}
