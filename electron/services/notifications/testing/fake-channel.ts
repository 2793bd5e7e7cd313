import type { Channel, ChannelLimits, OutgoingMessage, Receipt } from '../channel.ts';

/** A service in memory: it takes everything until `answer` is set to something else. */
export class FakeChannel implements Channel {
  readonly name = 'telegram' as const;
  readonly limits: ChannelLimits;
  readonly taken: (OutgoingMessage & { readonly atMs: number })[] = [];
  answer: (message: OutgoingMessage, signal: AbortSignal) => Promise<Receipt> | Receipt = () => ({ reference: `m${this.taken.length}` });
  off: { readonly state: 'off' | 'incomplete'; readonly problem: string } | null = null;
  underWay = 0;
  mostUnderWay = 0;

  constructor(limits: Partial<ChannelLimits> = {}) {
    this.limits = { perSecond: 1000, perRecipientMs: 0, parallel: 4, ...limits };
  }

  unready() {
    return this.off;
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    const atMs = performance.now();
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      const receipt = await this.answer(message, signal);
      this.taken.push({ ...message, atMs });
      return receipt;
    } finally {
      this.underWay -= 1;
    }
  }

  close(): void {
    this.off = { state: 'off', problem: 'closed' };
  }
}
