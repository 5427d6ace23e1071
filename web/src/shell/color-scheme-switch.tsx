import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun } from 'lucide-react';

/** The system decides until someone does. */
export function ColorSchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={other === 'dark' ? 'Dark colours' : 'Light colours'}>
      <ActionIcon size="lg" aria-label={`Use ${other} colours`} onClick={() => setColorScheme(other)}>
        {other === 'dark' ? <Moon size={17} /> : <Sun size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}
