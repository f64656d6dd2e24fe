import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DigestAlgorithm, strongestChallenge } from './auth-challenge.ts';
import { Authorization } from './authorization.ts';

function answer(
  field: string,
  options: { username: string; password: string; method: string; uri: string; cnonce?: string },
) {
  const challenge = strongestChallenge([field]);
  if (!challenge) throw new Error('no challenge');
  const { username, password, method, uri, cnonce = 'unused' } = options;
  const authorization = new Authorization({
    challenge,
    credentials: { username, password },
    clientNonce: () => cnonce,
  });
  return authorization.forRequest(method, uri);
}

const MUFASA = { username: 'Mufasa', method: 'GET', uri: '/dir/index.html' };

describe('published vectors', () => {
  test('RFC 2069, 2.4 (with its erratum 749)', () => {
    const field =
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const made = answer(field, { ...MUFASA, password: 'CircleOfLife' });
    expect(made).toContain('response="1949323746fe6a43ef61f9606e7febea"');
    expect(made).not.toMatch(/qop|cnonce|nc=|algorithm/);
  });

  test('RFC 2617, 3.5', () => {
    const field =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const made = answer(field, { ...MUFASA, password: 'Circle Of Life', cnonce: '0a4f113b' });
    expect(made).toBe(
      'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
        'uri="/dir/index.html", response="6629fae49393a05397450978507c4ef1", qop=auth, nc=00000001, ' +
        'cnonce="0a4f113b", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
  });

  test.each([
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ])('RFC 7616, 3.9.1: %s', (algorithm, response) => {
    const field = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const made = answer(field, { ...MUFASA, password: 'Circle of Life', cnonce });
    expect(made).toContain(`response="${response}"`);
    expect(made).toContain(`algorithm=${algorithm}`);
  });

  test('RFC 7617, 2: Basic', () => {
    const made = answer('Basic realm="WallyWorld"', {
      ...MUFASA,
      username: 'Aladdin',
      password: 'open sesame',
    });
    expect(made).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  });
});

describe('a Digest over many requests', () => {
  const credentials = { username: 'admin', password: 'p' };

  test('counts a nonce’s uses', () => {
    const challenge = strongestChallenge(['Digest realm="r", nonce="n", qop="auth"']);
    if (!challenge) throw new Error('no challenge');
    const authorization = new Authorization({ challenge, credentials });
    const counts = [1, 2, 3].map(() => /nc=(\w+)/.exec(authorization.forRequest('PLAY', '*'))?.[1]);
    expect(counts).toEqual(['00000001', '00000002', '00000003']);
  });

  test('MD5-sess names its cnonce though there is no qop', () => {
    const made = answer('Digest realm="r", nonce="n", algorithm="MD5-sess"', {
      ...credentials,
      method: 'PLAY',
      uri: '*',
      cnonce: 'c',
    });
    expect(made).toMatch(/cnonce="c"/);
    expect(made).toMatch(/algorithm=MD5-sess/);
  });

  test('no name or realm leaves its quotes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (username, realm) => {
        const quoted = realm.replace(/["\\]/g, '\\$&');
        const made = answer(`Digest realm="${quoted}", nonce="n"`, {
          username,
          password: 'p',
          method: 'PLAY',
          uri: '*',
        });
        const value = `"(?:[^"\\\\]|\\\\[^])*"`;
        expect(made).toMatch(
          new RegExp(`^Digest username=${value}, realm=${value}, nonce="n", uri="\\*", response="\\w{32}"$`),
        );
      }),
    );
  });
});

describe('which challenge is answered', () => {
  const digest = (algorithm?: DigestAlgorithm): string =>
    `Digest realm="r", nonce="n"${algorithm ? `, algorithm=${algorithm}` : ''}`;

  test.each([
    [['Basic realm="r"', digest()], 'MD5'],
    [[digest('MD5'), digest('SHA-256'), 'Basic realm="r"'], 'SHA-256'],
    [[`${digest('SHA-256')}, ${digest('MD5')}, Basic realm="r"`], 'SHA-256'],
    [['Basic realm="x", Digest realm="r" , nonce = "n",stale=TRUE'], 'MD5'],
    [['Digest realm="r", nonce="n", algorithm=SHA-512-256', digest('MD5-sess')], 'MD5-sess'],
  ])('%j: %s', (fields, algorithm) => {
    expect(strongestChallenge(fields)).toMatchObject({ scheme: 'digest', algorithm });
  });

  test.each([
    ['Digest realm="r", nonce="n", stale=true', { stale: true }],
    ['Digest realm="r, with comma", nonce="n"', { realm: 'r, with comma', stale: false }],
    ['digest REALM="r", NONCE=n, qop=auth', { nonce: 'n', qop: true }],
    ['Digest realm="r", nonce="n", qop=""', { qop: false }],
    ['Digest realm="half open, nonce=n', undefined],
    ['Digest realm="r", nonce="n", qop="auth-int"', undefined],
    ['Negotiate abc', undefined],
    ['', undefined],
  ])('%s', (field, expected) => {
    if (expected === undefined) expect(strongestChallenge([field])).toBeUndefined();
    else expect(strongestChallenge([field])).toMatchObject(expected);
  });

  test('no field makes it fail or think for long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 16_000 }), (field) => {
        strongestChallenge([field, `Digest ${field}`]);
      }),
    );
  });
});
