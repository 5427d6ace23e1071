import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Block = [Address, number];

/** What decides whether an address may be connected to. */
export interface AddressPolicy {
  /** Networks that are allowed although they are private; a single address without a prefix will do. */
  allowedPrivateCidrs: readonly string[];
  /** Where this installation itself listens: never a target. */
  ownAddresses: readonly { host: string; port: number }[];
}

// The IPv4 special-purpose registry of IANA, but for what is globally reachable.
const SPECIAL_IPV4 = blocks(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
);
// Global unicast is 2000::/3 and nothing else; inside it: protocol assignments with Teredo, 6to4, documentation.
const GLOBAL_IPV6 = blocks('2000::/3');
const SPECIAL_IPV6 = blocks('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');
const NAT64 = blocks('64:ff9b::/96');
const LOOPBACK = blocks('127.0.0.0/8', '::1/128');
const NEVER = blocks('0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::/128', 'ff00::/8');

// Credentials are served here: AWS (also ECS, EKS), GCP, Azure, Oracle; Azure's wire server; Alibaba; Oracle's older one.
const METADATA = blocks(
  '169.254.169.254/32',
  '169.254.170.2/32',
  '169.254.170.23/32',
  'fd00:ec2::254/128',
  'fd00:ec2::23/128',
  'fd20:ce::254/128',
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
);

/** Whether a connection to `address` (any spelling that ipaddr.js knows) and `port` may be made. Fails closed. */
export function isAllowedAddress(address: string, port: number, policy: AddressPolicy): boolean {
  if (!ipaddr.isValid(address)) return false;
  // A v4-mapped address is reached over IPv4: it is that address.
  const target = ipaddr.process(address);
  if (isIn(target, NEVER) || isOwn(target, port, policy)) return false;
  const allowed = policy.allowedPrivateCidrs.map(configuredBlock);
  if (isIn(target, METADATA)) return allowed.some((block) => isSingle(block) && matches(target, block));
  return isPublic(target) || isIn(target, allowed);
}

/** Of the two addresses of `localhost`, those that may be connected to. */
export function allowedLoopback(port: number, policy: AddressPolicy): string[] {
  return ['127.0.0.1', '::1'].filter((address) => isAllowedAddress(address, port, policy));
}

/** Whether two spellings mean the same address. */
export function isSameAddress(one: string, other: string): boolean {
  if (!ipaddr.isValid(one) || !ipaddr.isValid(other)) return false;
  return ipaddr.process(one).toString() === ipaddr.process(other).toString();
}

function isPublic(address: Address): boolean {
  if (address.kind() === 'ipv4') return !isIn(address, SPECIAL_IPV4);
  // Where a network has only IPv6, DNS64 gives public IPv4 hosts such an address; a private one behind it stays private.
  if (isIn(address, NAT64)) {
    const embedded = ipaddr.fromByteArray(address.toByteArray().slice(12));
    return isPublic(embedded) && !isIn(embedded, METADATA);
  }
  return isIn(address, GLOBAL_IPV6) && !isIn(address, SPECIAL_IPV6);
}

function isOwn(target: Address, port: number, policy: AddressPolicy): boolean {
  return policy.ownAddresses.some((own) => own.port === port && hostCovers(own.host, target));
}

function hostCovers(host: string, target: Address): boolean {
  if (host === 'localhost') return isIn(target, LOOPBACK);
  if (!ipaddr.isValid(host)) return false;
  const own = ipaddr.process(host);
  // Whoever writes another loopback address at a port of ours means ours: a receiver there can take another port.
  if (isIn(own, LOOPBACK)) return isIn(target, LOOPBACK);
  if (own.range() !== 'unspecified') return own.toString() === target.toString();
  if (isIn(target, LOOPBACK)) return true;
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(
      ({ address }) => ipaddr.isValid(address) && ipaddr.process(address).toString() === target.toString(),
    );
}

const configured = new Map<string, Block>();

/** Parsed once: every attempt asks for the same few. */
function configuredBlock(text: string): Block {
  let block = configured.get(text);
  if (!block) configured.set(text, (block = parseCidr(text)));
  return block;
}

function parseCidr(text: string): Block {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function blocks(...cidrs: string[]): Block[] {
  return cidrs.map(parseCidr);
}

function isIn(address: Address, list: readonly Block[]): boolean {
  return list.some((block) => matches(address, block));
}

function matches(address: Address, [network, bits]: Block): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function isSingle([network, bits]: Block): boolean {
  return bits === (network.kind() === 'ipv4' ? 32 : 128);
}
