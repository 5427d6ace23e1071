import { AppShell, Burger, Group, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { useShortcutListener } from '../keyboard/shortcuts.js';
import { useKeepLive } from '../live/use-keep-live.js';
import { useSession } from '../session.js';
import { BrandMark } from './brand-mark.js';
import { ColorSchemeSwitch } from './color-scheme-switch.js';
import { Navigation } from './navigation.js';
import classes from './shell.module.css';
import { ShortcutsHelp } from './shortcuts-help.js';
import { SignOutButton } from './sign-out-button.js';
import { WorkspaceSwitcher } from './workspace-switcher.js';

/** What stands around every screen. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { workspaceId } = useSession();
  useShortcutListener();
  useKeepLive();
  return (
    <AppShell
      layout="alt"
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      header={{ height: { base: 52, sm: 0 } }}
      withBorder={false}
    >
      <a className={classes['skip']} href="#screen">
        To the content
      </a>
      <AppShell.Header className={classes['header']} hiddenFrom="sm">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <BrandMark />
          <Burger opened={opened} onClick={toggle} size="sm" aria-label="Navigation" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes['navbar']} p="md">
        <AppShell.Section mb="md">
          <Group justify="space-between" wrap="nowrap">
            <BrandMark />
            <Burger
              hiddenFrom="sm"
              opened={opened}
              onClick={toggle}
              size="sm"
              aria-label="Close the navigation"
            />
          </Group>
        </AppShell.Section>
        <AppShell.Section mb="sm">
          <WorkspaceSwitcher />
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea}>
          <Navigation onNavigate={close} />
        </AppShell.Section>
        <AppShell.Section>
          <Group justify="space-between" gap={4}>
            <Group gap={4}>
              <ColorSchemeSwitch />
              <ShortcutsHelp />
            </Group>
            <SignOutButton />
          </Group>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="screen" tabIndex={-1} className={classes['main']}>
        {/* Another workspace begins anew: nothing that was typed or chosen goes with it. */}
        <div className={classes['screen']} key={workspaceId}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
