import type { Sender, SenderOptions, SendRequest, SendResult } from '../../../src/egress/send.js';
import { createSender } from '../../../src/egress/send.js';
import type { EgressPolicy } from '../../../src/egress/url-policy.js';

export const STRICT: EgressPolicy = {
  allowHttp: false,
  allowedPrivateCidrs: [],
  ownAddresses: [],
  dnsServers: [],
};
export const LOOPBACK: EgressPolicy = { ...STRICT, allowHttp: true, allowedPrivateCidrs: ['127.0.0.1/32'] };

export interface TestSender extends Sender {
  post(url: string, request?: Partial<SendRequest>): Promise<SendResult>;
}

export function createTestSender(options: Partial<SenderOptions> = {}): TestSender {
  const sender = createSender({ policy: LOOPBACK, ...options });
  return {
    ...sender,
    post: (url, request) =>
      sender.send({
        url,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"event":"lead.created"}'),
        timeoutMs: 20_000,
        successStatus: '2xx',
        responseBodyBytes: 16_384,
        ...request,
      }),
  };
}
