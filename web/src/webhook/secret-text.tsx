import { Group } from '@mantine/core';
import { CopyButton } from '../parts/copy-button.js';
import classes from './secret-text.module.css';

/** A secret, whole, to be copied. */
export function SecretText({ text, what = 'the secret' }: { text: string; what?: string }) {
  return (
    <Group gap="xs" wrap="nowrap" className={classes['secret']}>
      <code className={classes['text']}>{text}</code>
      <CopyButton text={text} what={what} />
    </Group>
  );
}
