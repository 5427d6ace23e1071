import { Compass } from 'lucide-react';
import { EmptyState } from './empty-state.js';
import { LinkButton } from './link-button.js';

export function NotFound() {
  return (
    <EmptyState
      icon={Compass}
      title="There is nothing here"
      isScreen
      actions={
        <LinkButton to="/settings/webhook" variant="default">
          To the webhooks
        </LinkButton>
      }
    >
      The address may be mistyped, or what it led to is gone.
    </EmptyState>
  );
}
