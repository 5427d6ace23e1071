import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface DnsAnswer {
  rcode?: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  /** Addresses of the asked family, or the names of a CNAME chain before them. */
  records?: string[];
  cnames?: string[];
  /** How long it takes; at once unless given. */
  delayMs?: number;
}

/** What to answer for a name and family; 'drop' answers nothing at all. */
export type Zone = (name: string, family: 'A' | 'AAAA') => DnsAnswer | 'drop';

export interface DnsServer {
  /** As `dnsServers` takes it. */
  address: string;
  questions: { name: string; family: 'A' | 'AAAA' }[];
  zone: Zone;
  close(): void;
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const;
const RCODES = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 } as const;

/** A real name server on a UDP port of its own. */
export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const timers = new Set<NodeJS.Timeout>();
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    questions: [],
    zone,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
    },
  };
  socket.on('message', (query, peer) => {
    const { name, type, end } = readQuestion(query);
    const family = type === TYPES.AAAA ? 'AAAA' : 'A';
    server.questions.push({ name, family });
    const answer = server.zone(name, family);
    if (answer === 'drop') return;
    const response = respond(query.subarray(0, end), name, family, answer);
    const send = (): void => socket.send(response, peer.port, peer.address);
    if (answer.delayMs) timers.add(setTimeout(send, answer.delayMs));
    else send();
  });
  return server;
}

/** A zone of fixed hosts: `{ 'a.example.com': ['127.0.0.1', '::1'] }`; every other name does not exist. */
export function hosts(table: Record<string, string[]>): Zone {
  return (name, family) => {
    const addresses = table[name];
    if (!addresses) return { rcode: 'NXDOMAIN' };
    return { records: addresses.filter((address) => address.includes(':') === (family === 'AAAA')) };
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function respond(question: Buffer, name: string, family: 'A' | 'AAAA', answer: DnsAnswer): Buffer {
  const chain = [name, ...(answer.cnames ?? [])];
  const records = [
    ...chain.slice(1).map((target, i) => record(chain[i]!, 'CNAME', encodeName(target))),
    ...(answer.records ?? []).map((address) => record(chain.at(-1)!, family, encodeAddress(address))),
  ];
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (answer.rcode ? RCODES[answer.rcode] : 0), 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, question.subarray(12), ...records]);
}

function record(name: string, type: keyof typeof TYPES, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(60, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), fixed, data]);
}

function encodeName(name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.from(String.fromCharCode(label.length) + label, 'latin1'));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function encodeAddress(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = Array<string>(8 - left.length - right.length).fill('0');
  return Buffer.from([...left, ...middle, ...right].map((part) => part.padStart(4, '0')).join(''), 'hex');
}
