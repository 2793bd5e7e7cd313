import { createRecordingHandlers, type RecordingHandlerOptions } from './recording-handlers.ts';
import { RecordingService, type RecordingServiceOptions } from './recording-service.ts';
import { prepareFolder } from './segment-disk.ts';

/**
 * The recorder of a station and its part of the contract.
 * @throws {AppError} `unavailable` when the folder cannot be used; nothing is started then.
 */
export async function createRecording(options: RecordingServiceOptions & Pick<RecordingHandlerOptions, 'cameras'>) {
  await prepareFolder(options.folder);
  const service = new RecordingService(options);
  return { service, handlers: createRecordingHandlers({ service, cameras: options.cameras }) };
}
