import { z } from 'zod';

/** An address, or a net as address and length: `10.0.0.0/8`, `2001:db8::/32`. */
export const netSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'must be an address or a net such as 10.0.0.0/8' });

/** Who may reach the station over the network at all. */
export const networkSettingsSchema = z.object({
  /** Nets whose visitors are let in; empty = everybody. The station itself always is. */
  allowedNets: z.array(netSchema).max(200),
});
export type NetworkSettings = z.infer<typeof networkSettingsSchema>;
