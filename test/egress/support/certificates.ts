import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

interface Authority extends Certificate {
  name: string;
  privateKey: KeyObject;
}

const DAY_MS = 86_400_000;
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));

export function createAuthority(name = 'Posthorn test authority'): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const basicConstraints = extension('551d13', sequence(Buffer.from('0101ff', 'hex')), true);
  const cert = certificate({
    name,
    issuer: name,
    publicKey,
    signer: privateKey,
    extensions: [basicConstraints],
  });
  return { name, privateKey, cert, key: pemKey(privateKey) };
}

/** A server's certificate. `validDays` counts from yesterday, or backwards from it when negative. */
export function issue(
  authority: Authority,
  host: string,
  options: { validFromMs?: number; validDays?: number } = {},
): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAddress = /^[\d.]+$/.test(host);
  const san = isAddress ? tlv(0x87, Buffer.from(host.split('.').map(Number))) : tlv(0x82, Buffer.from(host));
  const cert = certificate({
    name: host,
    issuer: authority.name,
    publicKey,
    signer: authority.privateKey,
    extensions: [extension('551d11', sequence(san))],
    ...options,
  });
  return { cert, key: pemKey(privateKey) };
}

function certificate(of: {
  name: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  extensions: Buffer[];
  validFromMs?: number;
  validDays?: number;
}): string {
  const from = of.validFromMs ?? Date.now() - DAY_MS;
  const tbs = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    commonName(of.issuer),
    sequence(time(from), time(from + (of.validDays ?? 30) * DAY_MS)),
    commonName(of.name),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...of.extensions)),
  );
  const signature = bitString(sign('sha256', tbs, of.signer));
  const der = sequence(tbs, ECDSA_SHA256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function pemKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function commonName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(name)))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [Buffer.from('0101ff', 'hex')] : []), tlv(0x04, value));
}

function time(ms: number): Buffer {
  return tlv(0x18, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return tlv(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
