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

/** One that the system chooses. */
export async function findFreePort(): Promise<number> {
  const found = await tryListen('127.0.0.1', 0);
  if ('port' in found) return found.port;
  throw found.error;
}
