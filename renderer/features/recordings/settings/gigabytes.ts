const bytesPerGb = 1_000_000_000;

/** What a field for gigabytes shows; empty = no limit. */
export function gbOf(bytes: number | null): number | '' {
  return bytes === null ? '' : bytes / bytesPerGb;
}

/** What such a field means; null = no limit. */
export function bytesOf(gb: number | string): number | null {
  return gb === '' ? null : Math.round(Number(gb) * bytesPerGb);
}
