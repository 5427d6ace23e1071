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
    OWN_TYPES,
  ].join('\n\n');
}

const INTRODUCTION = `Every delivery is one envelope: \`id\` (the event's own: deduplicate by it), \`event\` (its type), \`timestamp\` (when it
occurred), \`workspaceId\` and \`data\`; a test send also has \`"test": true\`. What \`data\` holds is below, for each type. Objects are open: fields that
are not listed pass through untouched. Listed values of a field are those known today; others may come.`;

const OWN_FILE = {
  types: [
    {
      name: 'order.paid',
      group: 'Orders',
      description: 'The customer has paid an order in full.',
      schema: {
        type: 'object',
        required: ['orderId', 'amount'],
        properties: {
          orderId: { type: 'string', description: 'As it stands on the invoice.' },
          amount: { type: 'number', minimum: 0 },
          currency: { type: 'string' },
        },
      },
      example: { orderId: 'A-1001', amount: 49.9, currency: 'EUR' },
    },
  ],
};

const OWN_TYPES = `## Your own event types

\`EVENT_TYPES_FILE\` names a JSON file whose types replace the built-in ones, for the API and the workers alike; it is read at
the start, and one that cannot be used is refused with a sentence that says where. \`types\` holds one or more of:

| field | |
|---|---|
| \`name\` | Words of lower-case letters, digits, \`_\` and \`-\` joined by dots, at most 100 characters; webhooks subscribe to it, or to a prefix of it as \`order.*\`. Names that begin with \`webhook.\`, and those of operational events, are Posthorn's own. |
| \`group\` | The heading under which it is listed, at most 100 characters. |
| \`description\` | When it occurs, at most 1,000 characters. |
| \`schema\` | JSON Schema of \`data\`. An event that does not fit it is refused; fields that it does not list pass through. |
| \`example\` | An example of \`data\` that fits the schema: it is shown here, and sent by a test. |

\`\`\`json
${JSON.stringify(OWN_FILE, null, 2)}
\`\`\``;

function section(type: EventType): string {
  return [
    `### ${type.name}`,
    type.description,
    fieldsTable(type.schema),
    `\`\`\`json\n${JSON.stringify(exampleOf(type), null, 2)}\n\`\`\``,
  ].join('\n\n');
}
