import type { ReactNode } from 'react';
import classes from './code-block.module.css';
import { CopyButton } from './copy-button.js';

interface CodeBlockProps {
  code: string;
  /** Names it for the copy button: "Copy curl". */
  what: string;
  /** How it is shown, where not as it is. */
  children?: ReactNode;
  /** Beyond it, it scrolls. */
  maxHeight?: number;
}

export function CodeBlock({ code, what, children, maxHeight }: CodeBlockProps) {
  return (
    <div className={classes['block']}>
      <div className={classes['copy']}>
        <CopyButton text={code} what={what} />
      </div>
      {/* It scrolls, so the keyboard has to reach it. */}
      <pre className={classes['code']} style={{ maxHeight }} tabIndex={0} role="region" aria-label={what}>
        <code>{children ?? code}</code>
      </pre>
    </div>
  );
}
