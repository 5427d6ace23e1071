import type { Attempt } from '@posthorn/client';
import { Button, CopyButton } from '@mantine/core';
import { Check, Terminal } from 'lucide-react';
import { curlOf } from './curl.js';

/** To repeat the request from a shell, where it was made at all. */
export function CopyCurl({ attempt, body }: { attempt: Attempt; body: string }) {
  if (Object.keys(attempt.requestHeaders).length === 0) return null;
  return (
    <CopyButton value={curlOf(attempt, body)} timeout={1_500}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={copied ? <Check size={14} /> : <Terminal size={14} />}
          onClick={copy}
        >
          {copied ? 'Copied' : 'Copy as curl'}
        </Button>
      )}
    </CopyButton>
  );
}
