import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FieldError } from '../errors.js';
import type { JsonSchema } from './json-schema.js';

/** Every misfit of a value, with pointers relative to it; empty when it fits. */
export type CompiledSchema = (value: unknown) => FieldError[];

const MOST_SHOWN = 20;

const options = {
  allErrors: true,
  // A misspelt keyword would otherwise check nothing, silently.
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  // As JSON Schema has it: format describes, it does not refuse.
  validateFormats: false,
} as const;

/** Compiles a JSON Schema: 2020-12, or draft-07 where its $schema says so. Throws when it is not one. */
export function compileSchema(schema: JsonSchema): CompiledSchema {
  const isDraft7 = typeof schema['$schema'] === 'string' && schema['$schema'].includes('draft-07');
  const ajv = isDraft7 ? new Ajv(options) : new Ajv2020(options);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : toFieldErrors(validate.errors ?? []));
}

function toFieldErrors(errors: readonly ErrorObject[]): FieldError[] {
  // Of an anyOf or oneOf only the whole is reported, not each branch that the value does not fit.
  const whole = errors.filter((error) => !/\/(anyOf|oneOf)\/\d+\//.test(error.schemaPath));
  return whole.slice(0, MOST_SHOWN).map(toFieldError);
}

function toFieldError({ keyword, instancePath, params, message }: ErrorObject): FieldError {
  if (keyword === 'required') {
    const missing = String(params['missingProperty']).replaceAll('~', '~0').replaceAll('/', '~1');
    return { pointer: `${instancePath}/${missing}`, detail: 'This field is required.' };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const extra = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
    return {
      pointer: `${instancePath}/${extra.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: 'This field is not known.',
    };
  }
  return { pointer: instancePath, detail: `This ${message ?? 'does not fit the schema'}.` };
}
