import { ActionIcon, CopyButton as Copy, Tooltip } from '@mantine/core';
import { Check, Copy as CopyIcon } from 'lucide-react';

/** `what` names it, for those who do not see where it stands. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  return (
    <Copy value={text} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon aria-label={copied ? 'Copied' : `Copy ${what}`} onClick={copy} size="sm">
            {copied ? <Check size={15} /> : <CopyIcon size={15} />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copy>
  );
}
