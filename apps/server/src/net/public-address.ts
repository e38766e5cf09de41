import ipaddr from 'ipaddr.js';

/** Networks that carry an IPv4 address inside an IPv6 one: where its four bytes begin. */
const CARRIERS: readonly { network: [ipaddr.IPv6, number]; at: number }[] = [
  { network: [ipaddr.IPv6.parse('::'), 96], at: 12 },
  { network: [ipaddr.IPv6.parse('::ffff:0:0'), 96], at: 12 },
  { network: [ipaddr.IPv6.parse('::ffff:0:0:0'), 96], at: 12 },
  { network: [ipaddr.IPv6.parse('64:ff9b::'), 96], at: 12 },
  { network: [ipaddr.IPv6.parse('2002::'), 16], at: 2 },
];
const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Whether an address belongs to the public internet: not private, loopback, link-local, shared (CGNAT),
 * multicast, reserved or for documentation, and no IPv6 address that leads to such an IPv4 one (mapped,
 * translated by NAT64, 6to4). What is not an address is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast';
  const v6 = parsed as ipaddr.IPv6;
  for (const { network, at } of CARRIERS) {
    if (!v6.match(network)) continue;
    return new ipaddr.IPv4(v6.toByteArray().slice(at, at + 4)).range() === 'unicast';
  }
  return v6.match(GLOBAL_IPV6) && v6.range() === 'unicast';
}
