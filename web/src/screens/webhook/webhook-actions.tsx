import type { Webhook } from '@posthorn/client';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { EllipsisVertical, History, Pause, Play, RotateCcw, Trash2 } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { tellOf } from '../../parts/tell.js';
import { useEnableWebhook, usePauseWebhook, useResumeWebhook } from '../../queries/webhooks.js';
import { DeleteDialog } from './delete-dialog.js';
import { ResumeDialog } from './resume-dialog.js';

export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <StateButton webhook={webhook} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <EllipsisVertical size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<RotateCcw size={15} />}
            onClick={() =>
              void navigate({ to: '/recover', search: { webhookId: webhook.id, include: 'failed' } })
            }
          >
            Recover failed
          </Menu.Item>
          <Menu.Item
            leftSection={<History size={15} />}
            onClick={() =>
              void navigate({ to: '/recover', search: { webhookId: webhook.id, include: 'missing' } })
            }
          >
            Send missed events
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<Trash2 size={15} />} onClick={() => setDeleting(true)}>
            Delete the webhook
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog webhook={webhook} opened={deleting} close={() => setDeleting(false)} />
    </>
  );
}

/** Out of each state into the one that is wanted. */
function StateButton({ webhook: { id, status, heldDeliveries } }: { webhook: Webhook }) {
  const pause = usePauseWebhook(id);
  const resume = useResumeWebhook(id);
  const enable = useEnableWebhook(id);
  const [asking, setAsking] = useState(false);
  if (status === 'disabled') {
    return (
      <Button
        loading={enable.isPending}
        onClick={() => enable.mutate(undefined, tellOf('Enabled'))}
        leftSection={<Play size={15} />}
      >
        Enable
      </Button>
    );
  }
  if (status === 'paused') {
    return (
      <>
        <Button
          loading={resume.isPending}
          leftSection={<Play size={15} />}
          onClick={() => (heldDeliveries > 0 ? setAsking(true) : resume.mutate('send', tellOf('Resumed')))}
        >
          Resume
        </Button>
        <ResumeDialog
          held={heldDeliveries}
          opened={asking}
          close={() => setAsking(false)}
          choose={(held) => {
            setAsking(false);
            resume.mutate(
              held,
              tellOf(
                held === 'send'
                  ? 'Resumed: what was held is sent now'
                  : 'Resumed: what was held is discarded',
              ),
            );
          }}
        />
      </>
    );
  }
  return (
    <Button
      variant="default"
      loading={pause.isPending}
      onClick={() => pause.mutate(undefined, tellOf('Paused: deliveries are held'))}
      leftSection={<Pause size={15} />}
    >
      Pause
    </Button>
  );
}
