import { SETTINGS, type Setting } from '../config.js';
import { variableName } from './read.js';
import { TEMPORAL_VARIABLES } from './temporal-variables.js';

interface Described {
  name: string;
  fallback: string | undefined;
  /** The default as the docs tell it. */
  shown: string;
  meaning: string;
}

/** Every variable that Posthorn reads, in the order of their declaration. */
export function describeSettings(): Described[] {
  const own = Object.entries<Setting<unknown>>(SETTINGS).map(([key, { fallback, defaultNote, meaning }]) => ({
    name: variableName(key),
    fallback,
    shown: defaultNote ?? (fallback || 'none'),
    meaning,
  }));
  const temporal = Object.entries(TEMPORAL_VARIABLES).map(([name, meaning]) => ({
    name,
    fallback: undefined,
    shown: 'none',
    meaning,
  }));
  const lastOfTemporal = own.findLastIndex(({ name }) => name.startsWith('TEMPORAL_'));
  return own.toSpliced(lastOfTemporal + 1, 0, ...temporal);
}

export function settingsTable(): string {
  const rows = describeSettings().map(
    ({ name, shown, meaning }) =>
      `| \`${name}\` | ${shown.replaceAll('|', '\\|')} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return ['| Variable | Default | Meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

export function envExample(): string {
  const blocks = describeSettings().map(({ name, fallback, shown, meaning }) => {
    const note = fallback === undefined && shown !== 'none' ? `\n# default: ${shown}` : '';
    return `# ${meaning}${note}\n#${name}=${fallback ?? ''}`;
  });
  return [
    '# Every setting of Posthorn with its default. Generated: npx posthorn config-example > .env.example',
    '# `npm start` needs none of them.',
    '',
    `${blocks.join('\n\n')}\n`,
  ].join('\n');
}
