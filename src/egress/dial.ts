import type { Socket } from 'node:net';
import { connect, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from './abortable.js';
import { isSameAddress } from './addresses.js';
import { EgressError } from './egress-error.js';
import { failureOf } from './failure-of.js';

const HEAD_START_MS = 250;
const MAX_ADDRESSES = 8;

/**
 * A TCP connection to the first of the addresses that takes one. Each gets a head start before the next is tried
 * beside it (RFC 8305), so that a dead address costs a quarter of a second and not the attempt.
 */
export async function dial(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  let previous: Promise<Socket> | undefined;
  const tries = alternate(addresses)
    .slice(0, MAX_ADDRESSES)
    .map((address) => {
      const turn = previous ? turnAfter(previous, either) : Promise.resolve();
      return (previous = turn.then(() => connectTo(address, port, either)));
    });
  try {
    const winner = await Promise.any(tries);
    for (const other of tries) other.then((socket) => socket !== winner && socket.destroy(), noop);
    return winner;
  } catch (error) {
    signal.throwIfAborted();
    throw mostTelling(error instanceof AggregateError ? (error.errors as unknown[]) : [error]);
  } finally {
    over.abort();
  }
}

async function turnAfter(previous: Promise<Socket>, signal: AbortSignal): Promise<void> {
  const failed = new Promise<void>((resolve) => {
    previous.catch(() => resolve());
  });
  await Promise.race([sleep(HEAD_START_MS, undefined, { signal }), failed]);
}

function connectTo(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return abortable(signal, (resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    // Stays for the socket's life: an error before its next owner listens must not end the process.
    socket.on('error', reject);
    socket.once('connect', () => {
      if (isSameAddress(socket.remoteAddress ?? '', address)) return resolve(socket);
      socket.destroy();
      reject(new EgressError('connection-reset', 'The connection broke as soon as it was made'));
    });
    return () => socket.destroy();
  });
}

/** IPv4 first: a machine without IPv6 is the commoner one. */
function alternate(addresses: readonly string[]): string[] {
  const v6 = addresses.filter(isIPv6);
  const v4 = addresses.filter((address) => !isIPv6(address));
  const longer = Math.max(v4.length, v6.length);
  return Array.from({ length: longer }, (_, i) => [v4[i], v6[i]])
    .flat()
    .filter((address) => address !== undefined);
}

// "No route" is said of the family that this machine lacks; another address's failure tells about the receiver.
function mostTelling(errors: readonly unknown[]): EgressError {
  const failures = errors.map(failureOf);
  return failures.find(({ code }) => code !== 'host-unreachable') ?? failures[0]!;
}

function noop(): void {}
