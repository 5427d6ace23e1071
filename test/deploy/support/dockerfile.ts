import { readText } from './compose.js';

export interface Instruction {
  name: string;
  /** What follows the name, on one line. */
  text: string;
}

export interface Stage {
  image: string;
  name: string | undefined;
  instructions: Instruction[];
}

/** The stages of the Dockerfile, the last one being the image. */
export function readStages(): Stage[] {
  const lines = readText('Dockerfile')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.replaceAll(/\s+/g, ' ')) ?? [];
    if (name === 'FROM') {
      const [image = '', , stage] = text.split(' ');
      stages.push({ image, name: stage, instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, text });
  }
  return stages;
}

/** `COPY [--from=stage] source… target` */
export function copies({
  instructions,
}: Stage): { from: string | undefined; sources: string[]; target: string }[] {
  return instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ text }) => {
      const words = text.split(' ');
      const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
      const paths = words.filter((word) => !word.startsWith('--'));
      return { from, sources: paths.slice(0, -1), target: paths.at(-1)! };
    });
}
