import { Tabs, Text } from '@mantine/core';
import receivers from '../../../docs/receivers.md?raw';
import { CodeBlock } from '../parts/code-block.js';

/** The programs of docs/receivers.md, which the tests run: what is copied here works. */
const SNIPPETS = [
  { label: 'Express', fence: 'ts receiver.ts', note: 'npm install express @posthorn/client' },
  { label: 'Next.js', fence: 'ts app/hooks/route.ts', note: 'npm install @posthorn/client' },
  { label: 'Python', fence: 'python receiver.py', note: 'The standard library is enough' },
  { label: 'Go', fence: 'go receiver.go', note: 'The standard library is enough' },
];

export function VerifySnippets() {
  return (
    <Tabs defaultValue="Express" variant="outline">
      <Tabs.List mb="sm">
        {SNIPPETS.map(({ label }) => (
          <Tabs.Tab key={label} value={label}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {SNIPPETS.map(({ label, fence, note }) => (
        <Tabs.Panel key={label} value={label}>
          <Text size="sm" c="dimmed" mb="xs">
            {note}. Set <code>WEBHOOK_SECRET</code> to the secret.
          </Text>
          <CodeBlock code={fenced(fence)} what={`the ${label} receiver`} maxHeight={340} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function fenced(fence: string): string {
  const [, rest = ''] = receivers.split(`\n\`\`\`${fence}\n`);
  return rest.split('\n```')[0] ?? '';
}
