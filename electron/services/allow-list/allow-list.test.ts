import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { networkSettingsSchema } from '../../../shared/schemas/network.ts';
import { openStore } from '../store/store.ts';
import { AllowList } from './allow-list.ts';
import { AllowListService } from './allow-list-service.ts';

const remote = (address: string) => ({ address, local: false });

test.each([
  [['10.0.0.0/8'], '10.200.3.4', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['10.0.0.0/8'], '::ffff:10.1.1.1', true],
  [['10.0.0.7'], '10.0.0.7', true],
  [['10.0.0.7'], '10.0.0.70', false],
  [['2001:db8::/32'], '2001:db8:1::9', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['fe80::/10'], 'fe80::1%eth0', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['10.0.0.0/8', '192.168.1.0/24'], '192.168.1.20', true],
  [['10.0.0.0/8'], 'tunnel', false],
  [['10.0.0.0/8'], '', false],
  [[], 'tunnel', true],
])('%j and a visitor from %s: %s', (nets, address, expected) => {
  expect(new AllowList(nets).allows(remote(address))).toBe(expected);
});

test('the machine itself cannot be locked out', () => {
  expect(new AllowList(['10.0.0.0/8']).allows({ address: '127.0.0.1', local: true })).toBe(true);
});

test.each(['10.0.0.0/33', '10.0.0', 'example.org', '10.0.0.1 or 1=1', '2001:db8::/129', ''])('%j is no net', (net) => {
  expect(networkSettingsSchema.safeParse({ allowedNets: [net] }).success).toBe(false);
});

test('a list that shuts out whoever sets it is refused, any other holds at once and after a restart', async () => {
  const store = await openStore({ file: join(mkdtempSync(join(tmpdir(), 'sentra-allow-')), 'sentra.db') });
  const service = await AllowListService.open(store.settings);
  const changed = vi.fn();
  service.onChanged(changed);
  const caller = (address: string): Caller => ({ user: null, sessionId: null, address });
  const update = async (nets: string[], address: string) => service.handlers()['network.update']({ allowedNets: nets }, caller(address));
  await expect(update(['10.0.0.0/8'], '192.168.1.5')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('192.168.1.5'),
  });
  expect(service.allows(remote('192.168.1.5'))).toBe(true);
  await update(['10.0.0.0/8'], '10.0.0.5');
  await update(['10.0.0.0/8'], 'window');
  expect(changed).toHaveBeenCalledTimes(2);
  expect(service.allows(remote('192.168.1.5'))).toBe(false);
  expect((await AllowListService.open(store.settings)).allows(remote('192.168.1.5'))).toBe(false);
  await store.settings.set('network', { allowedNets: ['nonsense'] }, 1);
  await expect(AllowListService.open(store.settings)).rejects.toMatchObject({ code: 'unavailable' });
  await store.close();
});
