import { sealContext } from '../keyring.js';
import type { Db } from './db.js';

/** A column of sealed values: where it is, and what each value was sealed for. */
export interface SealedColumn {
  /** `table.column` */
  name: string;
  key: { column: string; type: 'uuid' | 'text' }[];
  contextOf: (key: string[]) => string;
}

/** Every sealed column of the schema. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    name: 'meta.value',
    key: [{ column: 'key', type: 'text' }],
    contextOf: () => sealContext.keyCheck(),
  },
  {
    name: 'secrets.sealed',
    key: [{ column: 'id', type: 'uuid' }],
    contextOf: ([id]) => sealContext.secret(id!),
  },
  {
    name: 'webhooks.headers',
    key: [{ column: 'id', type: 'uuid' }],
    contextOf: ([id]) => sealContext.headers(id!),
  },
  {
    name: 'idempotency.response',
    key: ['workspace_id', 'method', 'path', 'key'].map((column) => ({ column, type: 'text' })),
    contextOf: ([workspaceId, method, path, key]) =>
      sealContext.idempotency(workspaceId!, method!, path!, key!),
  },
];

export interface SealedValue {
  key: string[];
  sealed: Buffer;
}

/** The name of the key that a value was sealed with: it stands in front. */
const keyNameOf = (column: string) => `substring(${column} from 2 for get_byte(${column}, 0))`;

/** Values sealed with another key than that, in the order of their keys; `after`: the key that ended the page before. */
export async function listSealedOtherwise(
  db: Db,
  column: SealedColumn,
  keyName: string,
  page: { after: string[] | null; limit: number },
): Promise<SealedValue[]> {
  const [table, value] = split(column);
  const names = column.key.map((part) => part.column).join(', ');
  const after = column.key.map(({ type }, n) => `$${n + 3}::${type}`).join(', ');
  const { rows } = await db.query<SealedValue>(
    `select array[${column.key.map((part) => `${part.column}::text`).join(', ')}] as key, ${value} as sealed
     from ${table}
     where ${value} is not null and ${keyNameOf(value)} <> convert_to($1, 'UTF8')
       ${page.after ? `and (${names}) > (${after})` : ''}
     order by ${names} limit $2`,
    [keyName, page.limit, ...(page.after ?? [])],
  );
  return rows;
}

/** Writes them anew, unless somebody else did meanwhile. */
export async function replaceSealed(
  db: Db,
  column: SealedColumn,
  values: readonly (SealedValue & { resealed: Buffer })[],
): Promise<number> {
  const [table, value] = split(column);
  const parts = column.key.map((part, n) => ({ ...part, parameter: n + 3, alias: `key_${n}` }));
  const { rowCount } = await db.query(
    `update ${table} t set ${value} = v.resealed
     from unnest($1::bytea[], $2::bytea[], ${parts.map((part) => `$${part.parameter}::${part.type}[]`).join(', ')})
       as v(sealed, resealed, ${parts.map(({ alias }) => alias).join(', ')})
     where t.${value} = v.sealed and ${parts.map((part) => `t.${part.column} = v.${part.alias}`).join(' and ')}`,
    [
      values.map(({ sealed }) => sealed),
      values.map(({ resealed }) => resealed),
      ...parts.map((_, n) => values.map(({ key }) => key[n])),
    ],
  );
  return rowCount ?? 0;
}

/** The names of the keys that the values of a column are sealed with. */
export async function listKeyNames(db: Db, column: SealedColumn): Promise<string[]> {
  const [table, value] = split(column);
  const { rows } = await db.query<{ name: string }>(
    `select distinct convert_from(${keyNameOf(value)}, 'UTF8') as name from ${table} where ${value} is not null`,
  );
  return rows.map(({ name }) => name);
}

function split({ name }: SealedColumn): [table: string, column: string] {
  const [table, column] = name.split('.');
  return [table!, column!];
}
