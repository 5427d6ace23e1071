import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FieldError } from '../errors.js';
import { type CompiledSchema, compileSchema } from './compile-schema.js';
import { didYouMean } from './did-you-mean.js';
import { EVENT_NAME, patternsOf, takes } from './event-patterns.js';
import type { JsonSchema } from './json-schema.js';
import { isOperational } from './operational-event-types.js';

export interface EventTypeDefinition {
  name: string;
  group: string;
  description: string;
  /** JSON Schema of `data`. */
  schema: JsonSchema;
  /** An example of `data`. */
  example: Record<string, unknown>;
  /** Whether webhooks can subscribe to it. */
  subscribable: boolean;
  /** Whether producers emit it. */
  emittable: boolean;
}

export interface EventType extends EventTypeDefinition {
  /** Every misfit of `data`, pointers relative to it; empty when it fits. */
  validate(data: unknown): FieldError[];
}

/** The event types that an instance knows. */
export class EventTypeRegistry {
  readonly #types: Map<string, EventType>;

  /** Throws a plain sentence about the first type whose schema cannot be used or whose example does not fit it. */
  constructor(definitions: readonly EventTypeDefinition[]) {
    this.#types = new Map(definitions.map((type) => [type.name, { ...type, validate: compile(type) }]));
  }

  /** Those that webhooks can subscribe to, in the order they were declared. */
  list(): EventType[] {
    return [...this.#types.values()].filter((type) => type.subscribable);
  }

  /** The names of those that a webhook with these patterns takes. */
  takenBy(patterns: readonly string[]): string[] {
    return this.list()
      .map(({ name }) => name)
      .filter((name) => patterns.some((pattern) => takes(pattern, name)));
  }

  /** Any known type, `webhook.test` too. */
  find(name: string): EventType | undefined {
    return this.#types.get(name);
  }

  /** Why nothing can subscribe to this pattern (a name, `prefix.*` or `*`), or undefined when something can. */
  patternError(pattern: string): string | undefined {
    if (this.list().some((type) => takes(pattern, type.name))) return undefined;
    const patterns = new Set(
      this.list().flatMap(({ name }) => patternsOf(name).filter((one) => one !== '*')),
    );
    return `No event type matches this.${didYouMean(pattern, [...patterns])}`;
  }

  /** What is wrong with a name that is none of an event type: with the nearest one, where one is near. */
  nameError(name: string): string {
    return `This event type is not known.${didYouMean(
      name,
      this.list().map((type) => type.name),
    )}`;
  }
}

const eventTypesFile = z.strictObject({
  $schema: z.string().optional(),
  types: z
    .array(
      z.strictObject({
        name: z
          .string()
          .max(100)
          .regex(EVENT_NAME, 'must be words of lower-case letters joined by dots: order.paid'),
        group: z.string().min(1).max(100),
        description: z.string().min(1).max(1_000),
        schema: z.record(z.string(), z.unknown()),
        example: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});

/** Reads an EVENT_TYPES_FILE; throws a sentence that says what is wrong with it and where. */
export async function readEventTypesFile(file: string): Promise<EventTypeDefinition[]> {
  const wrong = (what: string) => new Error(`EVENT_TYPES_FILE ${file}: ${what}`);
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(`cannot be read (${error.code ?? error.message}).`);
  });
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw wrong(`is not JSON: ${(error as Error).message}`);
  }
  const result = eventTypesFile.safeParse(json);
  if (!result.success) {
    throw wrong(
      result.error.issues
        .map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
        .join('; '),
    );
  }
  const names = result.data.types.map((type) => type.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw wrong(`${repeated} stands twice.`);
  const reserved = names.find((name) => name.startsWith('webhook.') || isOperational(name));
  if (reserved !== undefined)
    throw wrong(`${reserved}: this name and those that begin with "webhook." are Posthorn's own.`);
  return result.data.types.map((type) => ({ ...type, subscribable: true, emittable: true }));
}

function compile(type: EventTypeDefinition): CompiledSchema {
  let validate: CompiledSchema;
  try {
    validate = compileSchema(type.schema);
  } catch (error) {
    throw new Error(`The schema of event type ${type.name} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const [misfit] = validate(type.example);
  if (misfit) {
    throw new Error(
      `The example of event type ${type.name} does not fit its schema: ${misfit.pointer || 'it'} ${misfit.detail}`,
    );
  }
  return validate;
}
