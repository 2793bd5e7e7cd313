import pino from 'pino';
import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app, session, shell, FakeWebContents } = await import('./test-support/fake-electron.ts');
const { hardenSession, setupHardening } = await import('./setup-hardening.ts');

const log = pino({ level: 'silent' });

function newPage(devServerUrl: string | null = null) {
  app.removeAllListeners();
  setupHardening(log, devServerUrl);
  const contents = new FakeWebContents();
  app.emit('web-contents-created', {}, contents);
  return contents;
}

/** Plays a navigation and says whether it was stopped. */
function navigate(contents: InstanceType<typeof FakeWebContents>, event: string, url: string): boolean {
  const preventDefault = vi.fn();
  contents.emit(event, { url, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

beforeEach(() => shell.openExternal.mockClear());

test('every page of the app is sandboxed, whoever makes it', () => {
  newPage();
  expect(app.enableSandbox).toHaveBeenCalled();
});

describe.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s', (event) => {
  test.each(['https://example.org/', 'file:///etc/passwd', 'data:text/html,x', 'app://evil/', 'http://localhost:5173/'])(
    'to %s is refused',
    (url) => {
      expect(navigate(newPage(), event, url)).toBe(true);
    },
  );

  test('inside the console is allowed', () => {
    expect(navigate(newPage(), event, 'app://sentra/incidents')).toBe(false);
  });
});

test('no page may hold a webview', () => {
  const preventDefault = vi.fn();
  newPage().emit('will-attach-webview', { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
});

test('no page may open a window; an https link goes to the browser', () => {
  const contents = newPage();
  expect(contents.windowOpenHandler?.({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
  expect(shell.openExternal).toHaveBeenCalledWith('https://example.org/');
});

test('a window.open of anything but https goes nowhere', () => {
  const contents = newPage();
  for (const url of ['file:///etc/passwd', 'app://sentra/', 'about:blank', 'javascript:1']) {
    expect(contents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' });
  }
  expect(shell.openExternal).not.toHaveBeenCalled();
});

describe('the session', () => {
  const request = (permission: string, requestingUrl: string) => {
    hardenSession(null);
    const callback = vi.fn();
    session.defaultSession.permissionRequest?.({}, permission, callback, { requestingUrl });
    return callback.mock.calls[0]?.[0] as boolean | undefined;
  };
  const check = (permission: string, origin: string) => {
    hardenSession(null);
    return session.defaultSession.permissionCheck?.({}, permission, origin);
  };

  test.each(['notifications', 'fullscreen'])('grants %s to the console only', (permission) => {
    expect(request(permission, 'app://sentra/')).toBe(true);
    expect(check(permission, 'app://sentra')).toBe(true);
    expect(request(permission, 'https://example.org/')).toBe(false);
    expect(check(permission, 'https://example.org')).toBe(false);
  });

  test.each(['media', 'geolocation', 'display-capture', 'clipboard-read', 'openExternal', 'usb', 'serial', 'hid', 'midi', 'unknown'])(
    'denies %s even to the console',
    (permission) => {
      expect(request(permission, 'app://sentra/')).toBe(false);
      expect(check(permission, 'app://sentra')).toBe(false);
    },
  );

  test('gives no device', () => {
    hardenSession(null);
    expect(session.defaultSession.devicePermission?.()).toBe(false);
  });

  const cancelled = (url: string, devServerUrl: string | null = null) => {
    hardenSession(devServerUrl);
    const callback = vi.fn();
    session.defaultSession.beforeRequest?.({ url }, callback);
    const [answer] = callback.mock.calls[0] as [{ cancel: boolean }];
    return answer.cancel;
  };

  test('lets the page reach no network and no file', () => {
    for (const url of ['https://example.org/x', 'http://127.0.0.1:4001/api/status', 'ws://127.0.0.1:1/', 'file:///etc/passwd']) {
      expect(cancelled(url)).toBe(true);
    }
    expect(session.defaultSession.beforeRequestFilter).toEqual({
      urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'],
    });
  });

  test('lets it reach the development server while there is one', () => {
    expect(cancelled('http://localhost:5173/main.tsx', 'http://localhost:5173')).toBe(false);
    expect(cancelled('ws://localhost:5173/', 'http://localhost:5173')).toBe(false);
    expect(cancelled('http://localhost:5174/', 'http://localhost:5173')).toBe(true);
  });
});
