import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { CodeBlock } from '../../../parts/code-block.js';
import { ConfirmDialog } from '../../../parts/confirm-dialog.js';
import { PageHeader } from '../../../parts/page-header.js';
import { SectionCard } from '../../../parts/section-card.js';
import { tellOf } from '../../../parts/tell.js';
import { useRevokePortalLinks } from '../../../queries/workspaces.js';
import { useSession } from '../../../session.js';
import classes from '../settings.module.css';
import { PortalLinkForm } from './portal-link-form.js';

export function PortalLinksScreen() {
  const { workspaceId } = useSession();
  const [isEnding, { open, close }] = useDisclosure(false);
  return (
    <>
      <PageHeader title="Portal links">
        They let a tenant into this page, to <strong>{workspaceId}</strong> alone, without an API key.
      </PageHeader>
      <Stack gap="md" className={classes['form']}>
        <SectionCard title="New link">
          <PortalLinkForm />
        </SectionCard>
        <SectionCard
          title="By your own application"
          about="It makes a link when a tenant asks for it, and leads there, or puts it into a frame."
        >
          <CodeBlock code={curlOf(globalThis.location.origin, workspaceId)} what="curl" />
        </SectionCard>
        <SectionCard
          title="End portal access"
          about="Links that were not opened yet stop working, and sessions that began by one end at once."
          actions={
            <Button variant="default" onClick={open} flex="none">
              End access
            </Button>
          }
        />
      </Stack>
      <EndDialog opened={isEnding} onClose={close} />
    </>
  );
}

function EndDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { workspaceId } = useSession();
  const { mutate, isPending, error } = useRevokePortalLinks();
  const told = tellOf('Nobody is in by a portal link any more.');
  return (
    <ConfirmDialog
      opened={opened}
      title="End portal access?"
      action="End access"
      isPending={isPending}
      error={error}
      onConfirm={() =>
        mutate(undefined, {
          onSuccess: () => {
            told.onSuccess();
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Text>
        Everyone who came to <strong>{workspaceId}</strong> by a portal link is signed out. New links can be
        made at any time.
      </Text>
    </ConfirmDialog>
  );
}

function curlOf(origin: string, workspaceId: string): string {
  return [
    `curl ${origin}/api/v1/workspaces/${workspaceId}/portal-links`,
    '-H "x-api-key: $POSTHORN_API_KEY"',
    "-H 'content-type: application/json'",
    `-d '{"role": "manage", "expiresInSeconds": 600}'`,
  ].join(' \\\n  ');
}
