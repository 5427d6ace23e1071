import { readFile, readdir } from 'node:fs/promises';
import type { EventTypeRegistry } from '../../contract/event-types.js';
import type { OpenApiDocument } from '../openapi.js';
import { eventTypesPage } from './event-types-page.js';
import { referencePage } from './reference.js';

export const DOCS_DIRECTORY = new URL('../../../docs/', import.meta.url);

export interface DocsPage {
  /** `/docs/<name>` as HTML, `/docs/<name>.md` as Markdown. */
  name: string;
  title: string;
  markdown: string;
}

/** The first of the navigation; the others follow by title. */
const FIRST = ['guide', 'api', 'event-types'];

/** Every file docs/*.md; reference and event types as this instance has them. */
export async function loadPages(
  document: OpenApiDocument,
  eventTypes: EventTypeRegistry,
): Promise<DocsPage[]> {
  const files = (await readdir(DOCS_DIRECTORY)).filter((file) => /^[a-z0-9-]+\.md$/.test(file));
  const pages = new Map<string, string>();
  for (const file of files)
    pages.set(file.slice(0, -3), await readFile(new URL(file, DOCS_DIRECTORY), 'utf8'));
  pages.set('api', referencePage(document));
  pages.set('event-types', eventTypesPage(eventTypes.list()));
  return [...pages]
    .map(([name, markdown]) => ({ name, title: titleOf(markdown) ?? name, markdown }))
    .sort(inOrder);
}

function titleOf(markdown: string): string | undefined {
  return /^# (.+)$/m.exec(markdown)?.[1];
}

function inOrder(a: DocsPage, b: DocsPage): number {
  return rank(a) - rank(b) || (a.title < b.title ? -1 : 1);
}

function rank({ name }: DocsPage): number {
  const place = FIRST.indexOf(name);
  return place < 0 ? FIRST.length : place;
}
