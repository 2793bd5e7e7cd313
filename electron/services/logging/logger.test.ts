import { expect, test } from 'vitest';
import { createLogger, redactUrls } from './logger.ts';

function rig() {
  const lines: string[] = [];
  return { lines, log: createLogger('debug', { write: (line: string) => void lines.push(line) }) };
}

test('credentials in a camera address never reach the log', () => {
  const { lines, log } = rig();
  log.warn(
    { err: new Error('rtsp://admin:hunter2@10.0.0.8/h264?pwd=hunter2 refused') },
    'camera rtsp://admin:hunter2@10.0.0.8/h264 is gone',
  );
  expect(lines.join()).toContain('10.0.0.8/h264');
  expect(lines.join()).not.toContain('hunter2');
});

test('fields named as secrets are censored at any of three depths', () => {
  const { lines, log } = rig();
  log.info({ password: 'p1-secret', body: { token: 'p2-secret', deeper: { authorization: 'p3-secret' } } }, 'request');
  expect(lines.join()).not.toMatch(/p\d-secret/);
});

test('an address without secrets is left as it is', () => {
  expect(redactUrls('see http://127.0.0.1:4001/api/docs for more')).toBe('see http://127.0.0.1:4001/api/docs for more');
});
