import { Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type UrlJudgement, useUrlJudgement } from '../queries/check-url.js';
import type { FormPartProps } from './webhook-form.js';
import { URL_WARNINGS } from './url-warnings.js';

/** Judged while it is typed: scheme, address and name, as an attempt would. */
export function UrlField({
  draft,
  change,
  errors,
  webhookId,
}: FormPartProps & { webhookId?: string | undefined }) {
  const judgement = useUrlJudgement(draft.url, webhookId);
  return (
    <Stack gap={6}>
      <TextInput
        label="URL"
        type="url"
        placeholder="https://example.com/webhooks/posthorn"
        autoComplete="off"
        spellCheck={false}
        maxLength={2_048}
        value={draft.url}
        onChange={({ currentTarget }) => change({ url: currentTarget.value })}
        error={errors['url']}
        rightSection={judgement.isJudging && draft.url !== '' && <Loader size={14} />}
      />
      {/* As high as what it says, so that nothing moves when it says it. */}
      <div style={{ minHeight: '1.25rem' }} aria-live="polite">
        <Verdict {...judgement} />
      </div>
    </Stack>
  );
}

function Verdict({ verdict }: UrlJudgement) {
  if (!verdict) return <Line>https, and an address that the internet can reach.</Line>;
  if (!verdict.ok) {
    return (
      <Line tone="bad" icon={<CircleAlert size={15} />}>
        {verdict.detail}
      </Line>
    );
  }
  const [warning] = verdict.warnings;
  if (warning) {
    return (
      <Line tone="waiting" icon={<TriangleAlert size={15} />}>
        {URL_WARNINGS[warning]}
      </Line>
    );
  }
  return (
    <Line tone="good" icon={<CircleCheck size={15} />}>
      Posthorn can send there.
    </Line>
  );
}

interface LineProps {
  tone?: 'good' | 'bad' | 'waiting';
  icon?: ReactNode;
  children: ReactNode;
}

function Line({ tone, icon, children }: LineProps) {
  return (
    <Group
      gap={6}
      wrap="nowrap"
      align="flex-start"
      style={{ color: tone ? `var(--${tone})` : 'var(--quiet)' }}
    >
      {icon !== undefined && <span style={{ paddingTop: 2, display: 'flex' }}>{icon}</span>}
      <Text size="sm">{children}</Text>
    </Group>
  );
}
