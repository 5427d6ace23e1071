import type { ComponentType, ReactNode } from 'react';
import classes from './notice.module.css';
import type { Tone } from './status-chip.js';

interface NoticeProps {
  /** One of lucide-react. */
  icon: ComponentType<{ size?: number | string }>;
  tone: Tone;
  title?: string;
  children: ReactNode;
}

/** What somebody should know before they go on. */
export function Notice({ icon: Icon, tone, title, children }: NoticeProps) {
  return (
    <div className={classes['notice']} data-tone={tone} role="note">
      <span className={classes['icon']} aria-hidden>
        <Icon size={18} />
      </span>
      <div>
        {title !== undefined && <div className={classes['title']}>{title}</div>}
        {children}
      </div>
    </div>
  );
}
