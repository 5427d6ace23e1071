export interface Step {
  kind: 'command' | 'output';
  /** 1 runs Posthorn, 2 is the reader's own, 3 runs the receiver. */
  terminal: number;
  text: string;
  /** Where it stands in the page, from 1. */
  line: number;
}

const READERS_TERMINAL = 2;

/**
 * The fenced blocks of one section of a Markdown page, in their order: `sh` is typed, `text` is what a terminal then shows.
 * A block belongs to the terminal that the words before it name. Without a name a command is for the reader's own, an output
 * for the command's; without any words it goes on where the block before it was.
 */
export function readSteps(page: string, section: string): Step[] {
  const steps: Step[] = [];
  let isInside = false;
  let words = '';
  let block: { language: string; lines: string[]; line: number } | undefined;
  for (const [index, text] of page.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(text);
    if (block && !fence) block.lines.push(text);
    else if (block) {
      if (isInside) steps.push(toStep(block, words, steps.at(-1)));
      [block, words] = [undefined, ''];
    } else if (fence) block = { language: fence[1] ?? '', lines: [], line: index + 1 };
    else if (text.startsWith('## ')) isInside = text === `## ${section}`;
    else words += `${text}\n`;
  }
  return steps;
}

function toStep(
  block: { language: string; lines: string[]; line: number },
  words: string,
  before: Step | undefined,
): Step {
  const kind = block.language === 'sh' ? 'command' : 'output';
  const named = [...words.matchAll(/\bterminal (\d)/gi)].at(-1)?.[1];
  const goesOn = before !== undefined && (kind === 'output' || words.trim() === '');
  const terminal = named ? Number(named) : goesOn ? before.terminal : READERS_TERMINAL;
  return { kind, terminal, text: block.lines.join('\n'), line: block.line };
}
