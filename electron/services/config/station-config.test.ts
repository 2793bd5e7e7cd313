import { expect, test } from 'vitest';
import { readStationConfig } from './station-config.ts';

test('the command line wins over the environment, the environment over the default', () => {
  const config = readStationConfig(['--port', '5005', '--headless'], { SENTRA_PORT: '6006', SENTRA_HOST: '0.0.0.0' });
  expect(config).toMatchObject({ port: 5005, headless: true, host: '0.0.0.0', demo: false, databaseUrl: null });
});

test('without any setting the station listens on loopback port 4001 only', () => {
  expect(readStationConfig([], {})).toMatchObject({ host: '127.0.0.1', port: 4001 });
});

test.each([
  [['--port', 'abc'], {}, '--port / SENTRA_PORT'],
  [[], { SENTRA_PORT: '70000' }, 'SENTRA_PORT'],
  [[], { DATABASE_URL: 'mysql://u:secret@h/db' }, 'DATABASE_URL'],
  [['--prot', '1'], {}, '--prot'],
])('a wrong setting %j %j is refused by name', (argv, env, name) => {
  expect(() => readStationConfig(argv, env)).toThrowError(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(name) }),
  );
});

test('a refused secret is not repeated in the message', () => {
  expect(() => readStationConfig([], { SENTRA_ADMIN_PASSWORD: 'short1' })).toThrowError(
    expect.not.objectContaining({ message: expect.stringContaining('short1') }),
  );
});

test.each([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])('SENTRA_HEADLESS=%s means %s', (text, expected) => {
  expect(readStationConfig([], { SENTRA_HEADLESS: text }).headless).toBe(expected);
});

test('secrets of outside services come from their own variables, an empty one counts as not set', () => {
  const env = { TELEGRAM_BOT_TOKEN: '123:abc', SMTP_PASSWORD: '', S3_SECRET_ACCESS_KEY: 's3' };
  expect(readStationConfig([], env).secrets).toEqual({ 'telegram-bot-token': '123:abc', 's3-secret-key': 's3' });
});

test.each([
  [{ FONNTE_TOKEN: 'two\r\nlines' }, 'FONNTE_TOKEN'],
  [{ SENTRA_SECRET_KEY: 'hunter2' }, 'SENTRA_SECRET_KEY'],
])('a secret that cannot be one is refused by the name of its variable', (env, name) => {
  expect(() => readStationConfig([], env)).toThrowError(
    expect.objectContaining({ message: expect.stringMatching(new RegExp(`^${name}(?!.*hunter2)`)) }),
  );
});
