import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Whether we may listen there now; the error when not. */
export async function tryListen(
  host: string,
  port: number,
): Promise<{ port: number } | { error: NodeJS.ErrnoException }> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port };
  } catch (error) {
    return { error: error as NodeJS.ErrnoException };
  } finally {
    server.close();
  }
}

/** `wished` where it is free on loopback, else another one. */
export async function findFreePort(wished = 0): Promise<number> {
  const found = await tryListen('127.0.0.1', wished);
  if ('port' in found) return found.port;
  if (wished === 0) throw found.error;
  return findFreePort();
}
