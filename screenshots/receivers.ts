import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { createSecureContext } from 'node:tls';
import { createAuthority, issue } from '../test/egress/support/certificates.js';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
}

/** What each host answers to its n-th request, from 1. */
export type Hosts = Record<string, (n: number) => Answer>;

export interface Receivers {
  /** For EGRESS_PROXY: whatever host it is asked for, it leads to these receivers. */
  proxyUrl: string;
  /** For NODE_EXTRA_CA_CERTS. */
  authority: string;
  close(): void;
}

/** Receivers that look as real ones do: https, on hosts of their own, though all of them are here. */
export async function startReceivers(hosts: Hosts): Promise<Receivers> {
  const authority = createAuthority('Authority of the screenshots');
  const contexts = new Map(
    Object.keys(hosts).map((host) => [host, createSecureContext(issue(authority, host))]),
  );
  const counts = new Map<string, number>();
  const receiver = createServer(
    { SNICallback: (host, give) => give(null, contexts.get(host)) },
    (request, response) => {
      const host = request.headers.host ?? '';
      const n = (counts.get(host) ?? 0) + 1;
      counts.set(host, n);
      reply(request, response, hosts[host]?.(n) ?? { status: 404 });
    },
  ).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;

  const proxy = createProxy().listen(0, '127.0.0.1');
  proxy.on('connect', (_request, socket) => {
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await once(proxy, 'listening');
  return {
    proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    authority: authority.cert,
    close: () => {
      for (const server of [proxy, receiver]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function reply(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  request.resume().on('end', () => {
    const { status, headers = {}, body = '', delayMs = 0 } = answer;
    setTimeout(() => {
      const type = body.startsWith('{') ? { 'content-type': 'application/json' } : {};
      response.writeHead(status, { ...type, ...headers }).end(body);
    }, delayMs);
  });
}
