import { useRouter } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Role } from './session.js';

export interface NavigationItem {
  label: string;
  /** One of lucide-react. */
  icon: ComponentType<{ size?: number | string }>;
  section: 'Watch' | 'Settings';
  /** Places within the section rise. */
  place: number;
  /** Who sees it; everybody when absent. */
  roles?: readonly Role[];
}

export interface NavigationLink extends NavigationItem {
  path: string;
}

/** The screens that this role sees, by section. */
export function useNavigation(role: Role): [section: string, links: NavigationLink[]][] {
  const { routesById } = useRouter();
  const links: NavigationLink[] = [];
  for (const route of Object.values(routesById)) {
    const item = route.options.staticData?.navigation;
    if (item && (!item.roles || item.roles.includes(role))) links.push({ ...item, path: route.fullPath });
  }
  links.sort((a, b) => a.place - b.place);
  return (['Watch', 'Settings'] as const)
    .map((section): [string, NavigationLink[]] => [section, links.filter((link) => link.section === section)])
    .filter(([, links]) => links.length > 0);
}
