import { statusHint } from './status-hints.js';

/** What is known of the attempt when its hint is written. */
export interface HintContext {
  responseStatus?: number | null;
  /** Of a test send, which disables nothing. */
  test?: boolean;
}

interface Failure {
  /** Whether it uses up one of the delivery's attempts: only what the receiver or its configuration caused does. */
  charged: boolean;
  /** Whether an attempt's record may name it; the operator's log and metrics may name them all. */
  recorded?: false;
  title: string;
  hint: string | ((context: HintContext) => string);
}

/** Every way in which an attempt can fail: what it is called, and what the webhook's owner can do about it. */
export const FAILURES = {
  'http-status': {
    charged: true,
    title: 'The receiver answered with an error status',
    hint: ({ responseStatus }) => statusHint(responseStatus ?? null),
  },
  'http-redirect': {
    charged: true,
    title: 'The receiver answered with a redirect',
    hint: 'Give the webhook the URL that answers in the end. Usual causes: http for https, a missing or an extra slash or www., a log-in page in front of the receiver.',
  },
  gone: {
    charged: true,
    title: 'The receiver answered 410 Gone',
    hint: ({ test }) =>
      test
        ? 'A 410 tells us to stop: answered to an event, it disables the webhook. A test changes nothing.'
        : 'A 410 tells us to stop: the webhook was disabled. When the receiver is back, enable the webhook and redeliver what failed.',
  },
  timeout: {
    charged: true,
    title: 'No answer in time',
    hint: "Answer with a success status as soon as the request is stored, and do the work afterwards; or raise the webhook's timeoutMs. If nothing arrives at all, look for a firewall that drops the connection, and at the host's DNS records: nothing is sent to addresses that are not public.",
  },
  'dns-not-found': {
    charged: true,
    title: 'The host name does not exist',
    hint: "Check the spelling of the host in the webhook's URL, and that its A or AAAA record is published.",
  },
  'dns-failure': {
    charged: true,
    title: 'The host name could not be looked up',
    hint: 'The name servers of the host failed for its A or its AAAA record. Both must be answered, even if there is none. Check the zone with your DNS provider.',
  },
  'connection-refused': {
    charged: true,
    title: 'The connection was refused',
    hint: 'Nothing listens on that host and port. Check that the receiver runs and that the port in the URL is right.',
  },
  'host-unreachable': {
    charged: true,
    title: 'The host cannot be reached',
    hint: "There is no route to the receiver's address. Check its network, its firewall and its DNS records.",
  },
  'connection-reset': {
    charged: true,
    title: 'The connection was reset',
    hint: "The receiver, or a proxy in front of it, broke the connection before it answered. Its log tells why: a crash, a limit on the request's size, or an idle time-out shorter than its keep-alive header says.",
  },
  'connection-closed': {
    charged: true,
    title: 'The connection was closed without an answer',
    hint: 'The receiver, or a proxy in front of it, closed the connection before it answered. Look for a crash, or for a keep-alive time-out shorter than the one announced.',
  },
  'tls-certificate-expired': {
    charged: true,
    title: 'The TLS certificate is outside its validity',
    hint: "Renew the receiver's certificate, reload the server, and check its clock.",
  },
  'tls-certificate-untrusted': {
    charged: true,
    title: 'The TLS certificate is not trusted',
    hint: 'Serve a certificate of a public authority together with its intermediate certificates. For a private authority the operator sets NODE_EXTRA_CA_CERTS.',
  },
  'tls-name-mismatch': {
    charged: true,
    title: 'The TLS certificate is for another host',
    hint: "Use the host name that the certificate lists in the webhook's URL, or get a certificate for this one.",
  },
  'tls-protocol': {
    charged: true,
    title: 'The TLS handshake failed',
    hint: 'The receiver must speak TLS 1.2 or newer on that port, without asking for a client certificate. A port that speaks plain http needs another URL.',
  },
  'blocked-address': {
    charged: true,
    recorded: false,
    title: 'The address is not allowed',
    hint: "In the operator's log and metrics only: the webhook's owner is told `timeout`, as of a host that does not answer. The URL leads to a private, reserved or internal address; ALLOWED_PRIVATE_CIDRS allows a network.",
  },
  'invalid-url': {
    charged: true,
    title: 'The URL cannot be used',
    hint: "Correct the webhook's URL: https, a full host name, no user name, no fragment.",
  },
  'invalid-header': {
    charged: true,
    title: 'A header of the webhook cannot be sent',
    hint: "Correct the webhook's own headers: their names and values must be plain ASCII without line breaks.",
  },
  'invalid-response': {
    charged: true,
    title: 'The answer is not HTTP',
    hint: 'What came back is not a valid HTTP/1.1 response. Check that the port belongs to a web server, and that http and https were not confused.',
  },
  'response-header-too-large': {
    charged: true,
    title: "The answer's header is too large",
    hint: 'The header of an answer may have 16 KiB. Send fewer or smaller headers; cookies are the usual cause.',
  },
  'bad-secret': {
    charged: true,
    title: 'The signing secret cannot be used',
    hint: "Rotate the webhook's secret. If every webhook is affected, an operator has to restore the key in ENCRYPTION_KEYS that sealed them.",
  },
  'proxy-failed': {
    charged: true,
    title: 'The egress proxy did not connect',
    hint: "The operator's EGRESS_PROXY refused or could not reach the receiver. Check the host in the URL; the proxy's own log and rules tell the rest.",
  },
  'unknown-error': {
    charged: true,
    title: 'The request failed in an unexpected way',
    hint: "Look at the receiver's log for the time of this attempt. If nothing is there, report the message to the operator.",
  },
  'unknown-outcome': {
    charged: false,
    title: 'We cannot know whether it arrived',
    hint: 'The sending process stopped in mid-request. The attempt is repeated; the receiver recognises a repetition by its webhook-id.',
  },
  internal: {
    charged: false,
    recorded: false,
    title: 'Something went wrong on our side',
    hint: "Nothing to do for the receiver. If it stays, the operator's log has the cause; redeliver afterwards.",
  },
  'payload-erased': {
    charged: false,
    recorded: false,
    title: 'The payload was erased',
    hint: "The event's payload was erased or ran out of its retention before it could be delivered. It cannot be sent again.",
  },
  'claim-expired': {
    charged: false,
    recorded: false,
    title: 'Not sent: it was no longer our turn',
    hint: 'Nothing left this process; the attempt begins again by itself. If it happens often, the workers are overloaded.',
  },
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof FAILURES;

export const FAILURE_CODES = Object.keys(FAILURES) as FailureCode[];

/** What a failed attempt is shown with. */
export const ATTEMPT_CODES = FAILURE_CODES.filter((code) => !('recorded' in FAILURES[code]));

export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text);
}

export function failureHint(code: FailureCode, context: HintContext = {}): string {
  const { hint }: Failure = FAILURES[code];
  return typeof hint === 'string' ? hint : hint(context);
}
