import type { ZodOpenApiHeadersObject } from 'zod-openapi';

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } },
};

/** What stands in the header of an answer with one of these statuses. */
export const HEADERS_OF_STATUS: Readonly<Record<number, ZodOpenApiHeadersObject>> = {
  401: {
    'WWW-Authenticate': {
      description: 'How to authenticate.',
      schema: { type: 'string' },
      example: 'Bearer',
    },
  },
  429: {
    ...RETRY_AFTER,
    'RateLimit-Policy': {
      description: 'The limit: `q` calls in `w` seconds, as draft-ietf-httpapi-ratelimit-headers has it.',
      schema: { type: 'string' },
      example: '"key";q=100;w=1',
    },
    RateLimit: {
      description: 'What is left of it: `r` calls for the next `t` seconds.',
      schema: { type: 'string' },
      example: '"key";r=0;t=1',
    },
  },
  503: RETRY_AFTER,
};
