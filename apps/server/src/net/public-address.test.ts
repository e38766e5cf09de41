import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '2606:4700:4700::1111',
  '2a00:1450:4001::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:0:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2001:0:53aa:64c::1',
  '2001:db8::1',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '5f00::1',
  '4000::1',
  'localhost',
  'example.org',
  '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet);
const hex = (high: number, low: number) => ((high << 8) | low).toString(16);

test('an IPv4 address is judged the same in every IPv6 dress', () => {
  fc.assert(
    fc.property(ipv4, ([a, b, c, d]) => {
      const plain = isPublicAddress(`${a}.${b}.${c}.${d}`);
      const [high, low] = [hex(a, b), hex(c, d)];
      for (const dressed of [`::ffff:${high}:${low}`, `64:ff9b::${high}:${low}`, `2002:${high}:${low}::`]) {
        expect(isPublicAddress(dressed)).toBe(plain);
      }
    }),
  );
});

test('nothing in the private networks is public', () => {
  const network = fc.constantFrom([10], [127], [192, 168], [169, 254], [100, 127], [172, 20], [0], [233]);
  fc.assert(
    fc.property(network, ipv4, (first, rest) => {
      expect(isPublicAddress([...first, ...rest].slice(0, 4).join('.'))).toBe(false);
    }),
  );
});

test('outside 2000::/3 no IPv6 address is public but those that carry a public IPv4 one', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const first = Number.parseInt(address.split(':')[0] || '0', 16);
      fc.pre((first & 0xe000) !== 0x2000 && first !== 0 && first !== 0x64);
      expect(isPublicAddress(address)).toBe(false);
    }),
  );
});
