import { Text } from '@mantine/core';
import classes from './event-types.module.css';
import { type Schema, partsOf, typeOf } from './schema.js';

/** A JSON Schema as a list of fields, each with those that it consists of. */
export function SchemaFields({ schema }: { schema: Schema }) {
  const { properties = {}, required = [] } = partsOf(schema) ?? {};
  const fields = Object.entries(properties);
  if (fields.length === 0) return <Text c="dimmed">Any fields.</Text>;
  return (
    <ul className={classes['fields']}>
      {fields.map(([name, field]) => (
        <Field key={name} name={name} schema={field} isRequired={required.includes(name)} />
      ))}
    </ul>
  );
}

function Field({ name, schema, isRequired }: { name: string; schema: Schema; isRequired: boolean }) {
  const parts = partsOf(schema);
  return (
    <li className={classes['field']}>
      <div className={classes['head']}>
        <span className={classes['key']}>{name}</span>
        <span className={classes['type']}>{typeOf(schema)}</span>
        {isRequired && <span className={classes['required']}>required</span>}
      </div>
      {schema.description !== undefined && <p className={classes['about']}>{schema.description}</p>}
      {parts && <SchemaFields schema={parts} />}
    </li>
  );
}
