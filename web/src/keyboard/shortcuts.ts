import { useEffect, useEffectEvent } from 'react';

export interface Shortcut {
  /** As KeyboardEvent.key has it: `j`, `Enter`, `/`, `?`. */
  key: string;
  /** What it does, as `?` lists it. */
  does: string;
  run: () => void;
}

/** Those of the screen that is shown; of two with the same key the later one counts. */
const active: Shortcut[] = [];

export function activeShortcuts(): Shortcut[] {
  return [...new Map(active.map((shortcut) => [shortcut.key, shortcut])).values()];
}

/** Holds while the component is shown. */
export function useShortcut(key: string, does: string, run: () => void): void {
  const latest = useEffectEvent(run);
  useEffect(() => {
    const shortcut: Shortcut = { key, does, run: () => latest() };
    active.push(shortcut);
    return () => {
      active.splice(active.indexOf(shortcut), 1);
    };
  }, [key, does]);
}

/** Installed once, by the shell. */
export function useShortcutListener(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
      const shortcut = active.findLast(({ key }) => key === event.key);
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** Keys belong to whoever is typed into or pressed, and to an open dialog. */
function isBusy({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('input:not([type="checkbox"]), textarea, select'))
    return true;
  return key === 'Enter' && target.matches('a, button, [role="button"], [role="menuitem"], summary');
}
