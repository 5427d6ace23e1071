import { abortable } from './abortable.js';
import { CheckedUrls } from './checked-urls.js';
import type { SuccessStatus } from './classify.js';
import type { ConnectionEnd } from './connections.js';
import { Connections } from './connections.js';
import { Deadline } from './deadline.js';
import { EgressError } from './egress-error.js';
import type { Answer } from './answer-handler.js';
import { failureOf } from './failure-of.js';
import { openSocket } from './open-socket.js';
import type { HostResolver } from './resolve.js';
import { createResolver } from './resolve.js';
import type { Opening } from './open-socket.js';
import { phasesOf } from './phases-of.js';
import type { SendResult } from './send-result.js';
import { answered, unanswered } from './send-result.js';
import type { EgressPolicy } from './url-policy.js';
import { egressPolicy } from './url-policy.js';

export type { SendResult };

export interface SenderOptions {
  policy: EgressPolicy;
  /** Default: one over the policy's name servers. */
  resolver?: HostResolver;
  /** Trusted authorities (PEM) in place of Node's; NODE_EXTRA_CA_CERTS adds to Node's. */
  ca?: string;
  /** Connections to one origin at work at a time, for all of its webhooks together. Default 256. */
  connectionsPerOrigin?: number;
  /** Connections kept for their next request, over all origins. Default 256. */
  maxIdleConnections?: number;
}

export interface SendRequest {
  url: string;
  /** Complete, as they go out; host and content-length are added. */
  headers: Record<string, string>;
  body: Buffer;
  /** One deadline from name look-up to the status line. */
  timeoutMs: number;
  successStatus: SuccessStatus;
  /** 0 keeps none of the response's body. */
  responseBodyBytes: number;
  /** The time in milliseconds, where the process's own clock is not to be relied on. */
  now?: () => number;
  /** Asked just before the bytes are written; false: nothing is sent, and the result is `claim-expired`. */
  mayStart?: () => boolean;
  /** Ends the attempt: `claim-expired` if nothing was sent yet, else `unknown-outcome`. */
  signal?: AbortSignal;
}

interface Progress {
  startedAtMs: number;
  endedAtMs: number | undefined;
  /** Bytes of the request may have left from then on; undefined: none did. */
  sentAtMs: number | undefined;
  /** Of a connection made for it. */
  opening: Opening | undefined;
  /** Whether its address was refused. */
  blocked: boolean;
}

export interface Sender {
  /** Makes one attempt. Never rejects, never follows a redirect, never reads a proxy from the environment. */
  send(request: SendRequest): Promise<SendResult>;
  /** Closes idle connections; attempts under way end by themselves. */
  close(): Promise<void>;
}

export function senderOptions(config: Parameters<typeof egressPolicy>[0]): SenderOptions {
  return { policy: egressPolicy(config) };
}

export function createSender(options: SenderOptions): Sender {
  const { policy, ca } = options;
  const urls = new CheckedUrls(policy);
  const resolver = options.resolver ?? createResolver(policy.dnsServers);
  const connections = new Connections({
    perOrigin: options.connectionsPerOrigin ?? 256,
    maxIdle: options.maxIdleConnections ?? 256,
  });

  async function post(request: SendRequest, progress: Progress): Promise<Answer> {
    const deadline = new Deadline(request.timeoutMs, request.signal);
    try {
      const url = await likeABlackHole(deadline, progress, () => urls.get(request.url));
      const open = (signal: AbortSignal) =>
        likeABlackHole({ signal }, progress, () => openSocket(url, { policy, resolver, ca }, signal));
      const connection = await connections.take(url.origin, open, deadline);
      let end: ConnectionEnd = 'ended';
      try {
        const answer = await connection.exchange(
          {
            path: url.pathname + url.search,
            headers: request.headers,
            body: request.body,
            keepBytes: request.responseBodyBytes,
            mayStart: () => {
              const may = request.mayStart?.() ?? true;
              if (may) progress.sentAtMs = performance.now();
              return may;
            },
            onAnswer: () => {
              progress.endedAtMs = performance.now();
              deadline.clear();
            },
          },
          deadline,
        );
        if (answer.complete) end = 'reusable';
        return answer;
      } catch (error) {
        if (failureOf(error).code.startsWith('connection-')) end = 'broken';
        throw error;
      } finally {
        progress.opening = connection.opening;
        connections.give(connection, end);
      }
    } finally {
      deadline.clear();
    }
  }

  return {
    async send(request) {
      const startedAt = new Date(request.now?.() ?? Date.now());
      const progress: Progress = {
        startedAtMs: performance.now(),
        endedAtMs: undefined,
        sentAtMs: undefined,
        opening: undefined,
        blocked: false,
      };
      const ended = () => {
        const endedAtMs = progress.endedAtMs ?? performance.now();
        return {
          startedAt,
          durationMs: Math.round(endedAtMs - progress.startedAtMs),
          phases: phasesOf(progress, endedAtMs),
        };
      };
      try {
        const answer = await post(request, progress);
        return { ...ended(), ...answered(answer, request) };
      } catch (error) {
        const outcome = unanswered(failureOf(error), request, progress.sentAtMs !== undefined);
        return { ...ended(), ...outcome, ...(progress.blocked && { blocked: true }) };
      }
    },
    close: () => connections.close(),
  };
}

/**
 * A refused address answers as one whose network drops every packet does: not at all, until the attempt's time is over.
 * A tenant cannot tell by code or time which names lead into the operator's network, and which lead nowhere.
 */
async function likeABlackHole<T>(
  deadline: Pick<Deadline, 'signal'>,
  progress: Progress,
  reach: () => T | Promise<T>,
): Promise<T> {
  try {
    return await reach();
  } catch (error) {
    if (!(error instanceof EgressError) || error.code !== 'blocked-address') throw error;
    progress.blocked = true;
    return abortable<never>(deadline.signal, () => () => {});
  }
}
