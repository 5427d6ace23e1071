import { describe, expect, test } from 'vitest';
import { checkWebhookUrl } from '../../src/egress/url-policy.js';
import { LOOPBACK, STRICT } from './support/sender.js';

function verdict(raw: string, policy = STRICT): string {
  const checked = checkWebhookUrl(raw, policy);
  return checked.ok ? checked.url.href : checked.code;
}

describe('a webhook’s URL', () => {
  test.each([
    ['https://hooks.example.com/path?query=1', 'https://hooks.example.com/path?query=1'],
    ['https://hooks.example.com', 'https://hooks.example.com/'],
    ['https://hooks.example.com:8443/', 'https://hooks.example.com:8443/'],
    ['HTTPS://Hooks.Example.COM/Path', 'https://hooks.example.com/Path'],
    ['https://hooks.example.com./path', 'https://hooks.example.com/path'],
    ['https://bücher.example.com/', 'https://xn--bcher-kva.example.com/'],
    ['https://a_b.example.com/', 'https://a_b.example.com/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
    ['https://hooks.example.com/%20%0a', 'https://hooks.example.com/%20%0a'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
  ])('%s is accepted', (raw, href) => {
    expect(verdict(raw)).toBe(href);
  });

  test('has at most 2,048 characters', () => {
    const base = 'https://hooks.example.com/';
    expect(verdict(base + 'a'.repeat(2_048 - base.length))).toContain(base);
    expect(verdict(base + 'a'.repeat(2_049 - base.length))).toBe('invalid-url');
  });

  test.each([
    ['nothing', ''],
    ['a path', '/hooks'],
    ['no scheme', 'hooks.example.com/path'],
    ['no slashes', 'https:hooks.example.com'],
    ['one slash', 'https:/hooks.example.com'],
    ['three slashes', 'https:///hooks.example.com'],
    ['a leading space', ' https://hooks.example.com/'],
    ['a trailing line feed', 'https://hooks.example.com/\n'],
    ['a tab that the parser would drop', 'https://hooks.exam\tple.com/'],
    ['a NUL', 'https://hooks.example.com/\0'],
    ['a space in the path', 'https://hooks.example.com/a b'],
    ['a no-break space', 'https://hooks.example.com/\u00a0'],
    ['a direction mark', 'https://hooks.example.com/\u202e'],
    ['a lone surrogate', 'https://hooks.example.com/\ud800'],
    ['a backslash', 'https://hooks.example.com\\@evil.example.com/'],
    ['http', 'http://hooks.example.com/'],
    ['ftp', 'ftp://hooks.example.com/'],
    ['file', 'file:///etc/passwd'],
    ['javascript', 'javascript://hooks.example.com/%0aalert(1)'],
    ['a user', 'https://user@hooks.example.com/'],
    ['a user and password', 'https://user:pw@hooks.example.com/'],
    ['an empty user', 'https://@hooks.example.com/'],
    ['an empty user and password', 'https://:@hooks.example.com/'],
    ['a fragment', 'https://hooks.example.com/#part'],
    ['an empty fragment', 'https://hooks.example.com/#'],
    ['port 0', 'https://hooks.example.com:0/'],
    ['port 65536', 'https://hooks.example.com:65536/'],
    ['a port of letters', 'https://hooks.example.com:https/'],
    ['an SMTP port', 'https://hooks.example.com:25/'],
    ['an SSH port', 'https://hooks.example.com:22/'],
    ['a Redis port', 'https://hooks.example.com:6379/'],
    ['a Postgres port', 'https://hooks.example.com:5432/'],
    ['an empty host', 'https://:443/'],
    ['an empty label', 'https://hooks..example.com/'],
    ['a leading dot', 'https://.example.com/'],
    ['two trailing dots', 'https://example.com../'],
    ['a label of 64', `https://${'a'.repeat(64)}.example.com/`],
    ['a host of 254', `https://${'a.'.repeat(125)}com.au/`],
    ['no dot', 'https://intranet/'],
    ['no dot but a trailing one', 'https://com./'],
    ['a wildcard', 'https://*.example.com/'],
    ['a name that ends in a number', 'https://example.1/'],
    ['five parts', 'https://1.2.3.4.5/'],
    ['an IPv4 part above 255', 'https://256.1.1.1/'],
    ['a zone id', 'https://[fe80::1%25eth0]/'],
    ['an IPv6 address without brackets', 'https://::1/'],
  ])('with %s is invalid', (_, raw) => {
    expect(verdict(raw)).toBe('invalid-url');
  });

  test.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'foo.localhost',
    'printer.local',
    'metadata.google.internal',
    'router.home.arpa',
    'x.lan',
    'x.corp',
    'x.test',
    'www.example',
    'x.invalid',
    'x.onion',
    '1.0.0.127.in-addr.arpa',
    'db.private',
    'x.intranet',
    'a.localdomain',
  ])('with the special-use name %s is blocked', (host) => {
    expect(verdict(`https://${host}/`)).toBe('blocked-address');
  });

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.01',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '１２７.０.０.１',
    '127。0。0。1',
    '①②⑦.0.0.1',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '0xa9fea9fe',
    '169.254.169.254',
    '168.63.129.16',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::8.8.8.8]',
    '[2002:7f00:1::]',
    '[2001::1]',
    '[fec0::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
  ])('with the literal %s is blocked', (host) => {
    expect(verdict(`https://${host}/`)).toBe('blocked-address');
  });

  test('may be http, localhost and loopback where the operator allows them', () => {
    expect(verdict('http://127.0.0.1:4000/', LOOPBACK)).toBe('http://127.0.0.1:4000/');
    expect(verdict('http://localhost:4000/', LOOPBACK)).toBe('http://localhost:4000/');
    expect(verdict('http://localhost.:4000/', LOOPBACK)).toBe('http://localhost:4000/');
    expect(verdict('http://127.0.0.2:4000/', LOOPBACK)).toBe('blocked-address');
    expect(verdict('http://foo.localhost:4000/', LOOPBACK)).toBe('blocked-address');
    expect(verdict('ftp://127.0.0.1/', LOOPBACK)).toBe('invalid-url');
  });

  test('may not lead to our own listening addresses', () => {
    const policy = {
      ...LOOPBACK,
      allowedPrivateCidrs: ['127.0.0.0/8', '::1/128'],
      ownAddresses: [{ host: '127.0.0.1', port: 3000 }],
    };
    expect(verdict('http://127.0.0.1:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://localhost:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://LOCALHOST.:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://[::1]:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://[::ffff:7f00:1]:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://127.0.0.2:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://2130706433:3000/api', policy)).toBe('blocked-address');
    expect(verdict('http://127.0.0.1:3001/api', policy)).toBe('http://127.0.0.1:3001/api');
  });

  test('is refused with a sentence that repeats neither its path nor its user', () => {
    for (const raw of [
      'https://user:hidden@x.example.com/',
      'ftp://x.example.com/hidden',
      'https://10.0.0.1/hidden',
    ]) {
      const checked = checkWebhookUrl(raw, STRICT);
      expect(checked).toMatchObject({ ok: false, message: expect.not.stringContaining('hidden') });
    }
  });
});
