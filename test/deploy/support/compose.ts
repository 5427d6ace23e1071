import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Service {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string; required: boolean }[];
  ports?: string[];
  volumes?: string[];
  restart?: string;
  stop_grace_period?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
}

export interface ComposeFile {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function readCompose(): ComposeFile {
  return parse(readText('docker-compose.yml'), { merge: true }) as ComposeFile;
}

/** The variables that a value takes from .env or the shell: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
}

/** What compose puts in the place of the variables; throws the message of one that is required and missing. */
export function interpolate(text: string, given: Record<string, string>): string {
  // From the inside out: a default may name another variable.
  const inner = /\$\{(\w+)(?:(:-|:\?)([^${}]*))?\}/;
  for (let rest = text; ;) {
    const match = inner.exec(rest);
    if (!match) return rest;
    const [whole, name = '', operator, argument = ''] = match;
    const value = given[name];
    if (operator === ':?' && !value) throw new Error(argument || `${name} is required`);
    rest = rest.replace(whole, () => value || (operator === ':-' ? argument : ''));
  }
}
