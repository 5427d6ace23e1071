import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from './empty-state.js';

export function NotFound() {
  return (
    <EmptyState
      icon={Compass}
      title="There is nothing here"
      actions={
        <Button component={Link} to="/settings/webhook" variant="default">
          To the webhooks
        </Button>
      }
    >
      The address may be mistyped, or what it led to is gone.
    </EmptyState>
  );
}
