import type { CameraRecord, CameraRepository } from '../cameras/camera-record.ts';
import { cameraFailure, type RunSource, schemeOf } from '../cameras/source.ts';
import type { Logger } from '../logging/logger.ts';
import { isSealed, type Sealing } from './sealing.ts';

/** Stands for an address that could not be opened; no camera connects to it, and it is never written over what is stored. */
const unreadableAddress = 'unreadable:';

/** Serves the address of a camera whose stored one cannot be opened: the camera is shown offline, with the reason. */
export const unreadableSource: RunSource = () =>
  Promise.reject(
    cameraFailure('internal', 'The stored address cannot be read (see the station log): enter the address of this camera again.'),
  );

/**
 * Camera records whose addresses lie sealed in the database, because they carry user names and passwords. The rest of the station
 * works with this one and never with `store.cameras`, which gives the sealed text.
 */
export function sealedCameraRepository(cameras: CameraRepository, sealing: Sealing, log: Pick<Logger, 'error'>): CameraRepository {
  const opened = (record: CameraRecord): CameraRecord => {
    if (!isSealed(record.url)) return record;
    try {
      return { ...record, url: sealing.open(nameOf(record.id), record.url) };
    } catch (error) {
      log.error({ err: error, cameraId: record.id }, 'the address of a camera cannot be opened');
      return { ...record, url: unreadableAddress };
    }
  };
  const sealed = (record: CameraRecord) => sealedRecord(record, sealing);
  return {
    list: async () => (await cameras.list()).map(opened),
    get: async (id) => {
      const record = await cameras.get(id);
      return record && opened(record);
    },
    insert: async (record) => cameras.insert(sealed(record)),
    update: async (record) => {
      // The key may come back: what only could not be opened stays as it is.
      const kept = record.url === unreadableAddress ? (await cameras.get(record.id))?.url : undefined;
      await cameras.update(kept === undefined ? sealed(record) : { ...record, url: kept });
    },
    remove: (id) => cameras.remove(id),
  };
}

/** Seals addresses that an older version left readable. @returns how many. */
export async function sealPlainAddresses(cameras: CameraRepository, sealing: Sealing): Promise<number> {
  const plain = (await cameras.list()).filter(({ url }) => !isSealed(url) && !isOpen(url));
  for (const record of plain) await cameras.update(sealedRecord(record, sealing));
  return plain.length;
}

/** Nothing in it is secret, and the demo runs without a key. */
const isOpen = (url: string) => schemeOf(url) === 'demo:';

function sealedRecord(record: CameraRecord, sealing: Sealing): CameraRecord {
  return isOpen(record.url) ? record : { ...record, url: sealing.seal(nameOf(record.id), record.url) };
}

const nameOf = (cameraId: string) => `address of camera ${cameraId}`;
