import type { Page } from 'playwright-core';
import type { Filled } from './fill.js';

export interface Shot {
  /** Of the file, without its ending. */
  name: string;
  path: string;
  colorScheme?: 'dark';
  height?: number;
  /** What is done before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
}

export function shotsOf({ retryingId }: Filled): Shot[] {
  const delivery = `/deliveries/${retryingId}`;
  return [
    { name: 'webhooks', path: '/settings/webhook' },
    {
      name: 'create-webhook',
      path: '/settings/webhook/create',
      prepare: async (page) => {
        await page.getByLabel('URL').first().fill('https://crm.example.com/hooks/leads');
        await page.getByText('lead.created').first().click();
        await page.evaluate('scrollTo(0, 0)');
      },
    },
    { name: 'deliveries', path: '/deliveries' },
    { name: 'delivery', path: delivery },
    { name: 'delivery-dark', path: delivery, colorScheme: 'dark' },
    { name: 'events', path: '/events' },
    {
      name: 'statistics',
      path: '/statistics',
      height: 900,
      // Its code comes later than the rest.
      prepare: (page) => page.getByLabel('Latency over time').first().waitFor(),
    },
  ];
}
