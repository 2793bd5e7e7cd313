import { expect, test } from 'vitest';
import { digestAuthorization } from './http-digest.ts';

const mufasa = { username: 'Mufasa', password: 'Circle of Life', method: 'GET', uri: '/dir/index.html' };
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const cnonce = () => 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('gives the answer of the example in RFC 7616 for %s', (algorithm, response) => {
  const challenge = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
  const header = digestAuthorization(challenge, mufasa, cnonce);
  expect(header).toContain(`response="${response}"`);
  expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
});

test('a challenge of the old kind, without qop and algorithm, is answered', () => {
  const old = { username: 'Mufasa', password: 'Circle Of Life', method: 'GET', uri: '/dir/index.html' };
  const header = digestAuthorization('Basic realm="x", Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"', old);
  expect(header).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
  expect(header).not.toContain('qop');
});

test.each(['Basic realm="camera"', 'Digest qop="auth"', 'Digest realm="a", nonce="b", algorithm=SHA-512-256', ''])(
  '"%s" is not answered',
  (challenge) => {
    expect(digestAuthorization(challenge, mufasa)).toBeNull();
  },
);
