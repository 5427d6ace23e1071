import type { Event } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { acceptedAt } from '../../event/accepted-at.js';
import { CopyButton } from '../../parts/copy-button.js';
import { RelativeTime } from '../../parts/relative-time.js';
import { Chip } from '../../parts/status-chip.js';
import classes from './event.module.css';

/** What it is known by, under its name. */
export function EventFacts({ event: { id, timestamp, subject, externalId, test } }: { event: Event }) {
  return (
    <>
      <Fact>
        <code>{id}</code> <CopyButton text={id} what="id" />
      </Fact>
      {test && <Chip tone="neutral">test</Chip>}
      {subject !== null && (
        <Fact name="Subject">
          <Link to="/events" search={{ subject }}>
            {subject}
          </Link>
        </Fact>
      )}
      {externalId !== null && (
        <Fact name="External id">
          <code>{externalId}</code>
        </Fact>
      )}
      <Fact name="Occurred">
        <RelativeTime at={timestamp} />
      </Fact>
      <Fact name="Accepted">
        <RelativeTime at={acceptedAt(id)} />
      </Fact>
    </>
  );
}

function Fact({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <span className={classes['fact']}>
      {name !== undefined && <span className={classes['name']}>{name}</span>}
      {children}
    </span>
  );
}
