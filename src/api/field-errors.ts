import type { z } from 'zod';
import { didYouMean } from '../contract/did-you-mean.js';
import { type FieldError, ProblemError } from '../errors.js';

type Issue = z.core.$ZodIssue;

const MOST_SHOWN = 20;

/** Parses with the schema or throws a 422 that names each field. `toPointer` writes a path as this input's callers see it. */
export function parseInput<T extends z.ZodType>(
  schema: T,
  value: unknown,
  detail: string,
  toPointer: (path: PropertyKey[]) => string = jsonPointer,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, [], value, toPointer));
  throw new ProblemError('invalid-input', detail, { errors: errors.slice(0, MOST_SHOWN) });
}

export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fieldErrors(
  issue: Issue,
  base: PropertyKey[],
  input: unknown,
  toPointer: (path: PropertyKey[]) => string,
): FieldError[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: toPointer([...path, key]),
      detail: 'This field is not known.',
    }));
  }
  if (issue.code === 'invalid_union') {
    const closest = closestBranch(issue.errors);
    if (closest) return closest.flatMap((inner) => fieldErrors(inner, path, input, toPointer));
  }
  return [{ pointer: toPointer(path), detail: detailOf(issue, valueAt(input, path)) }];
}

function detailOf(issue: Issue, given: unknown): string {
  if (given === undefined && issue.code !== 'custom') return 'This field is required.';
  if (issue.code !== 'invalid_value') return issue.message;
  const known = issue.values.map(String);
  return `Expected ${known.join(', ')}.${typeof given === 'string' ? didYouMean(given, known) : ''}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

/** Of a union's branches the one the value was most likely meant for: not of another type, fewest complaints. */
function closestBranch(branches: Issue[][]): Issue[] | undefined {
  const misfits = (branch: Issue[]) =>
    branch.some((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys');
  const [closest] = branches
    .filter((branch) => branch.length > 0 && !misfits(branch))
    .sort((a, b) => complaints(a) - complaints(b));
  return closest;
}

/** A field that a branch does not know says more than any number of bad values that it was meant for another one. */
function complaints(branch: Issue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 1_000 : 1), 0);
}
