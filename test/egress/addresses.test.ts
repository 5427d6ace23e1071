import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { isAllowedAddress } from '../../src/egress/addresses.js';

const NOTHING = { allowedPrivateCidrs: [], ownAddresses: [] };

function isPublic(address: string): boolean {
  return isAllowedAddress(address, 443, NOTHING);
}

describe('without an allowance', () => {
  test.each([
    '0.0.0.0',
    '0.255.255.255',
    '10.0.0.0',
    '10.255.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '169.254.169.254',
    '172.16.0.0',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.0',
    '192.168.255.255',
    '198.18.0.0',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '100.100.100.200',
  ])('%s is refused', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each([
    '1.0.0.0',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.0.3.0',
    '192.88.98.255',
    '192.88.100.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '198.51.99.255',
    '198.51.101.0',
    '203.0.112.255',
    '203.0.114.0',
    '223.255.255.255',
    '168.63.129.15',
    '168.63.129.17',
    '8.8.8.8',
  ])('%s, a neighbour, is accepted', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  test.each([
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['v4-compatible', '::7f00:1'],
    ['v4-compatible and public', '::808:808'],
    ['v4-mapped loopback', '::ffff:127.0.0.1'],
    ['v4-mapped private', '::ffff:a00:1'],
    ['SIIT', '::ffff:0:7f00:1'],
    ['NAT64 of a private address', '64:ff9b::7f00:1'],
    ['NAT64 of a metadata address', '64:ff9b::a9fe:a9fe'],
    ['NAT64 of Azure’s wire server', '64:ff9b::a83f:8110'],
    ['local NAT64', '64:ff9b:1::808:808'],
    ['discard-only', '100::1'],
    ['Teredo', '2001:0:808:808::1'],
    ['ORCHID', '2001:10::1'],
    ['benchmarking', '2001:2::1'],
    ['the end of the protocol assignments', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['documentation', '2001:db8::1'],
    ['6to4 of a private address', '2002:7f00:1::1'],
    ['6to4', '2002:808:808::1'],
    ['the newer documentation', '3fff::1'],
    ['segment routing', '5f00::1'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
  ])('%s IPv6 is refused: %s', (_, address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each([
    '2000::1',
    '2001:200::1',
    '2001:db7:ffff::1',
    '2001:db9::1',
    '2001:4860:4860::8888',
    '2003::1',
    '2606:4700::1111',
    '3ffe:ffff::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('public IPv6 %s is accepted', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  test.each(['', 'localhost', 'example.com', '300.1.1.1', '1.2.3.4.5', '::g'])(
    '%j, no address, is refused',
    (text) => {
      expect(isPublic(text)).toBe(false);
    },
  );
});

describe('with allowed networks', () => {
  const policy = { allowedPrivateCidrs: ['127.0.0.1/32', '10.1.0.0/16', 'fd00::/8'], ownAddresses: [] };

  test.each(['127.0.0.1', '::ffff:127.0.0.1', '10.1.255.255', 'fd12::1', '8.8.8.8'])(
    '%s is accepted',
    (address) => {
      expect(isAllowedAddress(address, 443, policy)).toBe(true);
    },
  );

  test.each([
    '127.0.0.2',
    '::ffff:7f00:2',
    '64:ff9b::7f00:1',
    '::7f00:1',
    '10.2.0.0',
    '::1',
    'fd00:ec2::254',
  ])('%s is refused', (address) => {
    expect(isAllowedAddress(address, 443, policy)).toBe(false);
  });

  test('a metadata address needs an entry of its own', () => {
    const wide = ['169.254.0.0/16', '100.64.0.0/10', '0.0.0.0/0', 'fd00::/8', '::/0'];
    const metadata = [
      '169.254.169.254',
      '169.254.170.2',
      '100.100.100.200',
      '168.63.129.16',
      'fd00:ec2::254',
    ];
    for (const address of metadata) {
      expect(isAllowedAddress(address, 80, { allowedPrivateCidrs: wide, ownAddresses: [] })).toBe(false);
      expect(isAllowedAddress(address, 80, { allowedPrivateCidrs: [address], ownAddresses: [] })).toBe(true);
    }
    const single = { allowedPrivateCidrs: ['169.254.169.254/32'], ownAddresses: [] };
    expect(isAllowedAddress('169.254.169.254', 80, single)).toBe(true);
    expect(isAllowedAddress('::ffff:169.254.169.254', 80, single)).toBe(true);
  });

  test.each(['0.0.0.0', '0.1.2.3', '::', '224.0.0.1', '255.255.255.255', 'ff02::1'])(
    '%s stays refused',
    (address) => {
      const all = { allowedPrivateCidrs: ['0.0.0.0/0', '::/0'], ownAddresses: [] };
      expect(isAllowedAddress(address, 443, all)).toBe(false);
    },
  );
});

describe('our own listening addresses', () => {
  const open = ['127.0.0.0/8', '::1/128', '0.0.0.0/0', '::/0'];

  test('one address is refused at its port only', () => {
    const policy = { allowedPrivateCidrs: open, ownAddresses: [{ host: '10.1.2.3', port: 3000 }] };
    expect(isAllowedAddress('10.1.2.3', 3000, policy)).toBe(false);
    expect(isAllowedAddress('::ffff:10.1.2.3', 3000, policy)).toBe(false);
    expect(isAllowedAddress('10.1.2.3', 3001, policy)).toBe(true);
    expect(isAllowedAddress('10.1.2.4', 3000, policy)).toBe(true);
  });

  test.each(['127.0.0.1', '::1', '127.0.0.2'])('one on the loopback %s is refused on every one', (host) => {
    const policy = { allowedPrivateCidrs: open, ownAddresses: [{ host, port: 3000 }] };
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '127.0.0.2', '127.9.9.9', '::1']) {
      expect(isAllowedAddress(address, 3000, policy), address).toBe(false);
      expect(isAllowedAddress(address, 3001, policy), address).toBe(true);
    }
  });

  test.each(['0.0.0.0', '::'])('listening on %s is listening on every address of the machine', (host) => {
    const policy = { allowedPrivateCidrs: open, ownAddresses: [{ host, port: 3000 }] };
    const own = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).map(({ address }) => address),
    );
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', ...own]) {
      expect(isAllowedAddress(address, 3000, policy)).toBe(false);
    }
    expect(isAllowedAddress('8.8.8.8', 3000, policy)).toBe(true);
  });

  test('localhost is both loopbacks', () => {
    const policy = { allowedPrivateCidrs: open, ownAddresses: [{ host: 'localhost', port: 3000 }] };
    expect(isAllowedAddress('127.0.0.1', 3000, policy)).toBe(false);
    expect(isAllowedAddress('::1', 3000, policy)).toBe(false);
  });
});
