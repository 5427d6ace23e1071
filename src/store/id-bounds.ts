/**
 * Between which UUIDs some ids lie, and those of their events, deliveries and attempts, whose first 48 bits are the same
 * milliseconds. A statement on the tables that have a partition for each day says this beside the ids: Postgres then leaves
 * the other days out when it starts, and does not open all that are kept to look in one.
 */
export function boundsOf(ids: readonly string[]): [first: string, last: string] {
  let [first, last] = [ids[0]!, ids[0]!];
  for (const id of ids) {
    if (id < first) first = id;
    if (id > last) last = id;
  }
  return [`${momentOf(first)}-0000-0000-000000000000`, `${momentOf(last)}-ffff-ffff-ffffffffffff`];
}

/** As far as the 48 bits go. */
function momentOf(id: string): string {
  return id.slice(0, 13);
}
