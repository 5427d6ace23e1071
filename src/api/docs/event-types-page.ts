import type { EventType } from '../../contract/event-types.js';
import { exampleOf } from '../openapi-webhooks.js';
import { fieldsTable } from './schema-text.js';

/** The event types of this instance as Markdown. */
export function eventTypesPage(types: readonly EventType[]): string {
  const groups = [...new Set(types.map((type) => type.group))];
  return [
    '# Event types',
    INTRODUCTION,
    ...groups.flatMap((group) => [
      `## ${group}`,
      ...types.filter((type) => type.group === group).map(section),
    ]),
  ].join('\n\n');
}

const INTRODUCTION = `Every delivery is one envelope: \`id\` (the event's own: deduplicate by it), \`event\` (its type), \`timestamp\` (when it
occurred), \`workspaceId\` and \`data\`; a test send also has \`"test": true\`. What \`data\` holds is below, for each type. Objects are open: fields that
are not listed pass through untouched. Listed values of a field are those known today; others may come.`;

function section(type: EventType): string {
  return [
    `### ${type.name}`,
    type.description,
    fieldsTable(type.schema),
    `\`\`\`json\n${JSON.stringify(exampleOf(type), null, 2)}\n\`\`\``,
  ].join('\n\n');
}
