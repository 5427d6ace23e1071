import type { Pool } from 'pg';
import type { Db } from '../../src/store/db.js';

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
}

/** How one statement reads one table. */
export interface Scan {
  /** Without the partition's part. */
  table: string;
  /** The partitioned table's own; undefined: none. */
  index: string | undefined;
  /** Rows that were looked at, taken or not, of all partitions and loops. */
  rows: number;
}

interface Statement {
  text: string;
  values: unknown[];
  name: string | undefined;
}

/** Every scan that the work's statements make: as they are run, and for named ones as the plan is that Postgres keeps for any values. */
export async function readPlans(pool: Pool, work: (db: Db) => Promise<unknown>): Promise<Scan[]> {
  const statements = await record(pool, work);
  const { rows } = await pool.query<{ child: string; parent: string }>(
    `select c.relname as child, p.relname as parent from pg_inherits i
     join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent where p.relkind = 'I'`,
  );
  const parents = new Map(rows.map(({ child, parent }) => [child, parent]));
  const scans: Scan[] = [];
  for (const { text, values, name } of statements) {
    if (/^\s*(begin|commit|rollback)\b/i.test(text)) continue;
    const plans = [await explain(pool, 'analyze, timing off', text, values)];
    if (name !== undefined) plans.push(await explain(pool, 'generic_plan', text));
    for (const plan of plans) scans.push(...scansOf(plan, parents));
  }
  return scans;
}

/** What the work asks of the database; nothing of it stays. */
async function record(pool: Pool, work: (db: Db) => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const client = await pool.connect();
  try {
    await client.query('begin');
    const query = (
      config: string | { text: string; values?: unknown[]; name?: string },
      values?: unknown[],
    ) => {
      const { text, name, ...rest } = typeof config === 'string' ? { text: config, name: undefined } : config;
      statements.push({ text, values: values ?? ('values' in rest ? (rest.values ?? []) : []), name });
      return client.query(text, statements.at(-1)!.values);
    };
    await work({ query } as unknown as Db);
  } finally {
    await client.query('rollback');
    client.release();
  }
  return statements;
}

async function explain(pool: Pool, options: string, text: string, values?: unknown[]): Promise<Node> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `explain (${options}, format json) ${text}`,
      values,
    );
    return rows[0]!['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

function scansOf(plan: Node, parents: ReadonlyMap<string, string>): Scan[] {
  const found = new Map<string, Scan>();
  const note = (table: string, index: string | undefined, node: Node): void => {
    const key = `${table} ${index}`;
    const scan = found.get(key) ?? { table, index, rows: 0 };
    const each =
      (node['Actual Rows'] ?? 0) +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0);
    scan.rows += each * (node['Actual Loops'] ?? 0);
    found.set(key, scan);
  };
  const visit = (node: Node, bitmapOf?: string): void => {
    const table = node['Relation Name'] ?? bitmapOf;
    const isScan = node['Node Type'].endsWith('Scan') && table !== undefined;
    const isBitmapHeap = node['Node Type'] === 'Bitmap Heap Scan';
    if (isScan && !isBitmapHeap) {
      const index = node['Index Name'];
      note(withoutDate(table), index && (parents.get(index) ?? index), node);
    }
    for (const part of node.Plans ?? []) visit(part, isBitmapHeap ? table : undefined);
  };
  visit(plan);
  return [...found.values()];
}

function withoutDate(table: string): string {
  return table.replace(/_w?\d{8}$/, '');
}
