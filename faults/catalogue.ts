import { readdir } from 'node:fs/promises';
import type { Fault } from './fault.js';

const FOLDER = new URL('./catalogue/', import.meta.url);

/** Every file of catalogue/, by name. */
export async function loadFaults(): Promise<Fault[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.ts')).sort();
  return Promise.all(
    files.map(async (file) => {
      const { fault } = (await import(new URL(file, FOLDER).href)) as { fault: Fault };
      if (`${fault.name}.ts` !== file) throw new Error(`catalogue/${file} declares ${fault.name}.`);
      return fault;
    }),
  );
}
