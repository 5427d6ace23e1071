import { TextInput } from '@mantine/core';
import type { FormPartProps } from './webhook-form.js';

export function UrlField({ draft, change, errors }: FormPartProps) {
  return (
    <TextInput
      label="URL"
      type="url"
      placeholder="https://example.com/webhooks/posthorn"
      autoComplete="off"
      spellCheck={false}
      value={draft.url}
      onChange={({ currentTarget }) => change({ url: currentTarget.value })}
      error={errors['url']}
    />
  );
}
