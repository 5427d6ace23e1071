import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { until } from '../../support/until.js';

/** Where something could be read, and all that can be read there. */
export interface Place {
  name: string;
  text: string;
}

/** Every row of every table, a place for each column. Partitions are read through their parents. */
export async function databasePlaces(pool: Pool): Promise<Place[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const places = new Map<string, string[]>();
  for (const { name } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from ${name}`);
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      const place = `${name}.${column}`;
      places.set(place, [...(places.get(place) ?? []), textOf(value)]);
    }
  }
  return [...places].map(([name, texts]) => ({ name, text: texts.join('\n') }));
}

/** Of each workflow of the queue its history, what `describe` tells, and its payloads as the bytes that they are. */
export async function temporalPlaces(client: Client, taskQueue: string, atLeast: number): Promise<Place[]> {
  const query = `TaskQueue = '${taskQueue}'`;
  // Visibility follows the histories a little later.
  const executions = await until(async () => {
    const listed = [];
    for await (const execution of client.workflow.list({ query })) listed.push(execution);
    return listed.length >= atLeast ? listed : undefined;
  });
  return Promise.all(
    executions.map(async ({ workflowId, runId }) => {
      const handle = client.workflow.getHandle(workflowId, runId);
      const told = [await handle.fetchHistory(), (await handle.describe()).raw];
      return { name: `workflow ${workflowId}`, text: told.map(textOf).join('\n') };
    }),
  );
}

/** Everything in it, names of fields too; bytes as the characters that they would be. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${textOf(part)}`)
    .join('\n');
}
