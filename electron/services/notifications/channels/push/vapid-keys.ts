import { createECDH } from 'node:crypto';
import webPush from 'web-push';
import { AppError } from '../../../../../shared/errors.ts';
import type { SecretStore } from '../../../secrets/secret-store.ts';

/** By which push services know the station. Base64url; public: 65 bytes, private: 32 bytes. @see RFC 8292 */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The station's keys, made at their first use: browsers bind their subscription to them, so they must not change. */
export class VapidKeyRing {
  readonly #secrets: SecretStore;
  #making: Promise<void> | null = null;

  constructor(secrets: SecretStore) {
    this.#secrets = secrets;
  }

  /** @throws {AppError} `unavailable` when they cannot be kept or read. */
  async keys(): Promise<VapidKeys> {
    const stored = await this.#secrets.get('vapid-private-key');
    if (stored !== null) return keysOf(stored);
    this.#making ??= this.#make().finally(() => {
      this.#making = null;
    });
    await this.#making;
    // Read back: another station over the same database may have been quicker.
    const made = await this.#secrets.get('vapid-private-key');
    if (made === null) throw new AppError('unavailable', 'The key for Web Push could not be kept.');
    return keysOf(made);
  }

  async #make(): Promise<void> {
    await this.#secrets.set('vapid-private-key', webPush.generateVAPIDKeys().privateKey);
  }
}

function keysOf(privateKey: string): VapidKeys {
  try {
    const curve = createECDH('prime256v1');
    const bytes = Buffer.from(privateKey, 'base64url');
    if (bytes.length !== 32) throw new Error(`${bytes.length} bytes instead of 32`);
    curve.setPrivateKey(bytes);
    return { publicKey: curve.getPublicKey().toString('base64url'), privateKey };
  } catch (error) {
    throw new AppError('unavailable', 'The key for Web Push (VAPID_PRIVATE_KEY) is no P-256 key in base64url.', { cause: error });
  }
}
