import {
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  ActionIcon,
  Button,
  Card,
  Tooltip,
  createTheme,
} from '@mantine/core';

/** Compact but airy: 14 px text, one accent, room between things rather than lines. */
export function createPageTheme(accentColor: string): MantineThemeOverride {
  return createTheme({
    primaryColor: 'accent',
    primaryShade: { light: 6, dark: 6 },
    colors: { accent: shadesOf(accentColor), gray: GRAY, dark: DARK },
    fontFamily:
      'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
    fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
    lineHeights: { md: '1.5' },
    headings: {
      fontWeight: '650',
      sizes: {
        h1: { fontSize: '1.375rem', lineHeight: '1.3' },
        h2: { fontSize: '1.125rem', lineHeight: '1.35' },
        h3: { fontSize: '1rem', lineHeight: '1.4' },
        h4: { fontSize: '0.875rem', lineHeight: '1.45' },
      },
    },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    autoContrast: true,
    components: {
      Button: Button.extend({ defaultProps: { size: 'sm' } }),
      ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
      Card: Card.extend({ defaultProps: { withBorder: true, padding: 'lg' } }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
    },
  });
}

/** Mantine's own red is too pale for text. */
export const pageVariables: CSSVariablesResolver = () => {
  const colors = { '--mantine-color-error': 'var(--bad)' };
  return { variables: {}, light: colors, dark: colors };
};

/** Cooler than Mantine's own, and dimmed text (6) that is read easily on the page. */
const GRAY: MantineColorsTuple = [
  '#f7f8fa',
  '#f1f2f5',
  '#e6e8ed',
  '#dcdee5',
  '#cfd2db',
  '#8d92a1',
  '#5d6170',
  '#484c59',
  '#343844',
  '#22252e',
];

/** Text (0), dimmed (2), lines (4), hover (5), panels (6), page (7). */
const DARK: MantineColorsTuple = [
  '#d9dbe3',
  '#bcbfca',
  '#9a9ead',
  '#757988',
  '#30333c',
  '#24262d',
  '#1a1b20',
  '#131418',
  '#0f1013',
  '#0b0c0e',
];

/** What the accent is mixed with for each shade, light to dark. */
const MIXTURES = [
  'white 94%',
  'white 87%',
  'white 74%',
  'white 56%',
  'white 36%',
  'white 16%',
  'black 0%',
  'black 12%',
  'black 24%',
  'black 38%',
] as const;

function shadesOf(accentColor: string): MantineColorsTuple {
  return MIXTURES.map((mixture) => mix(accentColor, mixture)) as unknown as MantineColorsTuple;
}

/** Mantine reckons with hex (contrast, transparency), so the browser's answer is read back as such. */
function mix(color: string, mixture: string): string {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return color;
  context.fillStyle = `color-mix(in oklab, ${color}, ${mixture})`;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
