import { ActionIcon, Tooltip } from '@mantine/core';
import { LogOut } from 'lucide-react';
import { useSignOut } from '../session.js';

export function SignOutButton() {
  const signOut = useSignOut();
  return (
    <Tooltip label="Sign out">
      <ActionIcon size="lg" aria-label="Sign out" onClick={() => void signOut()}>
        <LogOut size={17} />
      </ActionIcon>
    </Tooltip>
  );
}
