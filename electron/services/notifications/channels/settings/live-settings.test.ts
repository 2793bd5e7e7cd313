import { expect, test } from 'vitest';
import { AppError } from '../../../../../shared/errors.ts';
import { defaultEmailSettings, emailSettingsSchema } from '../../../../../shared/schemas/channel-settings.ts';
import { memorySecrets, memorySettings } from '../testing/memory-settings.ts';
import { environmentSettings } from './environment-settings.ts';
import { LiveSettings } from './live-settings.ts';
import { readiness } from './readiness.ts';

function live(env: Record<string, string> = {}, secrets = memorySecrets()) {
  return new LiveSettings({
    ...{ key: 'channel.email', schema: emailSettingsSchema, defaults: defaultEmailSettings, environment: environmentSettings(env).email },
    ...{ secret: 'smtp-password' as const, settings: memorySettings(), secrets, log: { error: () => undefined } },
  });
}

test('what a person enters is in use at once', async () => {
  const secrets = memorySecrets();
  const settings = live({}, secrets);
  await settings.reload();
  await settings.update({ host: 'mail.example', port: 465 });
  expect(settings.current()).toMatchObject({ settings: { host: 'mail.example', port: 465, security: 'starttls' }, secret: null });
  await secrets.set('smtp-password', 'pass');
  await settings.reload();
  expect(settings.current().secret).toBe('pass');
  expect(await settings.view()).toMatchObject({ fixed: [], secret: 'settings' });
  expect(JSON.stringify(await settings.view())).not.toContain('pass"');
});

test('what the environment sets wins and cannot be changed', async () => {
  const settings = live({ SMTP_HOST: 'mail.example', SMTP_PORT: '2525' });
  await settings.reload();
  expect(await settings.view()).toMatchObject({ settings: { host: 'mail.example', port: 2525 }, fixed: ['host', 'port'] });
  await expect(settings.update({ host: 'other.example' })).rejects.toMatchObject({ code: 'conflict' });
  expect((await settings.update({ host: 'mail.example', username: 'station' })).settings.username).toBe('station');
});

test('an environment that makes no sense is named without its value', () => {
  const read = () => environmentSettings({ SMTP_PORT: 'secret' });
  expect(read).toThrow(AppError);
  expect(read).toThrow(/^SMTP_PORT: (?!.*secret)/);
});

test('a secret that cannot be opened makes the channel say why', async () => {
  const secrets = { ...memorySecrets(), get: () => Promise.reject(new AppError('unavailable', 'The key is another one.')) };
  const settings = live({ SMTP_HOST: 'mail.example' }, secrets);
  await settings.reload();
  expect(readiness(settings.current(), [], true)).toEqual({ state: 'incomplete', problem: 'The key is another one.' });
});
