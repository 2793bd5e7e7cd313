import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import type { EvidenceKey } from '../../../shared/schemas/evidence.ts';
import type { NowMs } from '../clock.ts';
import type { Sealing } from '../secrets/sealing.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';

const settingKey = 'evidence-key';
const sealedName = 'evidence-signing-key';
const storedSchema = z.object({ publicKey: z.string().max(200), sealedPrivateKey: z.string().max(2000) });

/** The Ed25519 key that a station signs its exports with; made at first use, its private half sealed like every secret. */
export class StationKey {
  readonly #settings: SettingsRepository;
  readonly #sealing: Sealing;
  readonly #nowMs: NowMs;
  #making: Promise<z.output<typeof storedSchema>> | null = null;

  constructor(settings: SettingsRepository, sealing: Sealing, nowMs: NowMs) {
    this.#settings = settings;
    this.#sealing = sealing;
    this.#nowMs = nowMs;
  }

  /** @throws {AppError} `unavailable` when there is none yet and the station has no key to seal it with. */
  async public(): Promise<EvidenceKey> {
    const { publicKey } = await this.#stored();
    return { publicKey, fingerprint: fingerprintOf(publicKey) };
  }

  /** @returns 64 bytes. @see RFC 8032 @throws {AppError} `unavailable` when the private key cannot be opened. */
  async sign(bytes: Uint8Array): Promise<Buffer> {
    const { sealedPrivateKey } = await this.#stored();
    const der = Buffer.from(this.#sealing.open(sealedName, sealedPrivateKey), 'base64');
    return sign(null, bytes, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  }

  #stored() {
    this.#making ??= this.#make().catch((error: unknown) => {
      this.#making = null;
      throw error;
    });
    return this.#making;
  }

  async #make() {
    const known = await this.#settings.get(settingKey, storedSchema);
    if (known) return known;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const made = { publicKey: publicKeyText(publicKey), sealedPrivateKey: this.#sealing.seal(sealedName, der) };
    await this.#settings.set(settingKey, made, this.#nowMs());
    return made;
  }
}

const publicKeyText = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64');

/** SHA-256 of the key as groups of eight hexadecimal digits. */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
  return (digest.match(/.{8}/g) ?? []).join(' ');
}

/** @throws {Error} when the text is no Ed25519 key. */
export function readPublicKey(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key is not an Ed25519 key');
  return key;
}
