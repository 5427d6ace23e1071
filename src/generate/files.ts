import { API_BASE } from '../api/app.js';
import { cataloguePages } from '../api/docs/catalogue-pages.js';
import { eventTypesPage } from '../api/docs/event-types-page.js';
import { referencePage } from '../api/docs/reference.js';
import { loadRoutes } from '../api/load-routes.js';
import { buildOpenApi } from '../api/openapi.js';
import { loadEventTypes, TEST_EVENT_TYPE } from '../contract/event-types.js';
import type { JsonSchema } from '../contract/json-schema.js';
import { createMetrics } from '../metrics.js';
import { envExample } from '../settings/describe.js';
import { clientApiTypes } from './client-api-types.js';
import { clientEventTypes } from './client-event-types.js';
import { pageWords } from './page-words.js';

/** Every checked-in file that is made from the code: path from the root to content. Needs no database. */
export async function generateFiles(): Promise<Record<string, string>> {
  const eventTypes = await loadEventTypes();
  const document = buildOpenApi(await loadRoutes(), eventTypes, API_BASE);
  // As a reader of the file gets it: without what JSON cannot say.
  const json = JSON.parse(JSON.stringify(document)) as {
    components?: { schemas?: Record<string, JsonSchema> };
  };
  return {
    'openapi.json': `${JSON.stringify(json, null, 2)}\n`,
    '.env.example': envExample(),
    'client/src/generated/api.ts': clientApiTypes(json),
    'client/src/generated/event-types.ts': clientEventTypes([
      ...eventTypes.list(),
      eventTypes.find(TEST_EVENT_TYPE)!,
    ]),
    'web/src/generated/words.ts': pageWords(),
    'docs/api.md': `${referencePage(document)}\n`,
    'docs/event-types.md': `${eventTypesPage(eventTypes.list())}\n`,
    ...prefixed('docs/', await cataloguePages(createMetrics().registry)),
  };
}

function prefixed(prefix: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [prefix + name, content]));
}
