export { PosthornError } from './errors/posthorn-error.js';
export { VerificationError, type VerificationReason } from './errors/verification-error.js';
export type { Envelope, EventData, PosthornEvent } from './event.js';
export type * from './generated/event-types.js';
export type { RawBody } from './verify/body-bytes.js';
export type { Secrets } from './verify/import-keys.js';
export type { HeadersInput } from './verify/read-headers.js';
export { verify, type VerifyOptions } from './verify/verify.js';
export { webhookRoute, type RouteOptions } from './webhook-route.js';
