import type { CreatedWebhook } from '@posthorn/client';

type Warning = NonNullable<CreatedWebhook['warnings']>[number];

/** What is taken, and worth a thought. */
export const URL_WARNINGS: Record<Warning, string> = {
  'duplicate-url': 'Another webhook has this URL: what both take arrives twice.',
  unresolvable: 'The name does not resolve yet. Deliveries are tried all the same, and arrive once it does.',
};
