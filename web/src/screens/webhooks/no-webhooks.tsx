import { Card, Text, Title } from '@mantine/core';
import { Plus, Webhook } from 'lucide-react';
import { CodeBlock } from '../../parts/code-block.js';
import { EmptyState } from '../../parts/empty-state.js';
import { LinkButton } from '../../parts/link-button.js';
import { useSession } from '../../session.js';
import classes from './webhooks.module.css';

const RECEIVER = 'npm run receiver -- --port 4000 --secret-file secret.txt';

/** The first minute: what to press, and how the same is done by a program. */
export function NoWebhooks() {
  const { mayManage, workspaceId } = useSession();
  return (
    <>
      <EmptyState
        icon={Webhook}
        title="No webhook yet"
        actions={
          mayManage && (
            <LinkButton to="/settings/webhook/create" size="md" leftSection={<Plus size={17} />} mt="xs">
              Create webhook
            </LinkButton>
          )
        }
      >
        A webhook is an HTTPS address of yours and the events that it takes. From then on every such event is
        sent there, signed, and sent again until it arrives.
      </EmptyState>
      <div className={classes['steps']}>
        <Card>
          <Title order={3} size="h4">
            Nothing to send to yet?
          </Title>
          <Text c="dimmed" size="sm" mb="sm">
            This receiver verifies each delivery, prints it, and answers as it is told.
          </Text>
          <CodeBlock code={RECEIVER} what="the receiver's command" />
        </Card>
        <Card>
          <Title order={3} size="h4">
            Rather by a program?
          </Title>
          <Text c="dimmed" size="sm" mb="sm">
            The API does all that this page does.{' '}
            <a href="/docs" target="_blank">
              Its documentation
            </a>
          </Text>
          <CodeBlock code={curlOf(globalThis.location.origin, workspaceId)} what="curl" />
        </Card>
      </div>
    </>
  );
}

function curlOf(origin: string, workspaceId: string): string {
  return [
    `curl ${origin}/api/v1/webhooks`,
    `-H "x-api-key: $POSTHORN_API_KEY"`,
    ...(workspaceId === 'default' ? [] : [`-H 'x-workspace-id: ${workspaceId}'`]),
    `-H 'content-type: application/json'`,
    `-d '{"url": "http://127.0.0.1:4000/", "events": ["*"]}'`,
  ].join(' \\\n  ');
}
