import type { EventType } from '@posthorn/client';
import { Stack, Text } from '@mantine/core';
import { useApi } from '../../api.js';
import { CodeBlock } from '../../parts/code-block.js';
import { JsonView } from '../../parts/json-view.js';
import { SectionCard } from '../../parts/section-card.js';
import { isOperational } from './is-operational.js';
import { emitCurl } from './emit-curl.js';
import classes from './event-types.module.css';
import { SchemaFields } from './schema-fields.js';
import { Takers } from './takers.js';

export function EventTypeCard({ eventType }: { eventType: EventType }) {
  const { workspaceId } = useApi();
  const { name, description, schema, example } = eventType;
  return (
    <Stack gap="md" miw={0}>
      <div>
        <h2 className={classes['name']}>{name}</h2>
        <Text c="dimmed">{description}</Text>
      </div>
      <Takers eventType={eventType} />
      <div className={classes['columns']}>
        <SectionCard title="Fields" about="Of the event’s data. Others pass through untouched.">
          <SchemaFields schema={schema} />
        </SectionCard>
        <Stack gap="md" miw={0}>
          <SectionCard title="Example">
            <JsonView value={example} what={`example of ${name}`} maxHeight={420} />
          </SectionCard>
          {!isOperational(eventType) && (
            <SectionCard title="Emit it" about="With an API key of the role emit.">
              <CodeBlock
                code={emitCurl(globalThis.location.origin, workspaceId, eventType)}
                what="curl"
                maxHeight={260}
              />
            </SectionCard>
          )}
        </Stack>
      </div>
    </Stack>
  );
}
