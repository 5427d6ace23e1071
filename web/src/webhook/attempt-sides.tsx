import type { Attempt } from '@posthorn/client';
import { Text } from '@mantine/core';
import { CodeBlock } from '../parts/code-block.js';
import { JsonView } from '../parts/json-view.js';
import { AttemptPhases } from './attempt-phases.js';
import classes from './attempt-sides.module.css';

/** What was sent beside what was answered, as they were: text, whatever they hold. */
export function AttemptSides({ attempt, requestBody }: { attempt: Attempt; requestBody?: unknown }) {
  const { url, requestHeaders, responseStatus, responseHeaders, responseBody, responseTruncated } = attempt;
  return (
    <>
      <AttemptPhases attempt={attempt} />
      <div className={classes['sides']}>
        <section className={classes['side']} aria-label="Request">
          <Text fw={600} size="sm">
            Request
          </Text>
          <CodeBlock
            code={`POST ${url}\n${headerLines(requestHeaders)}`}
            what="the request's headers"
            maxHeight={220}
          />
          {requestBody !== undefined && (
            <JsonView value={requestBody} what="the request's body" maxHeight={320} />
          )}
        </section>
        <section className={classes['side']} aria-label="Response">
          <Text fw={600} size="sm">
            Response
          </Text>
          {responseStatus === null ? (
            <Text size="sm" c="dimmed">
              There was none.
            </Text>
          ) : (
            <>
              <CodeBlock
                code={`${responseStatus}\n${headerLines(responseHeaders)}`}
                what="the response's headers"
                maxHeight={220}
              />
              {responseBody ? (
                <JsonView value={responseBody} what="the response's body" maxHeight={320} />
              ) : (
                <Text size="sm" c="dimmed">
                  Without a body.
                </Text>
              )}
              {responseTruncated && (
                <Text size="xs" c="dimmed">
                  It was longer; this much is kept.
                </Text>
              )}
            </>
          )}
        </section>
      </div>
    </>
  );
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
