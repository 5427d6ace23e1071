import type pg from 'pg';

interface Past {
  webhookId: string;
  /** Deliveries an hour, at noon. */
  volume: number;
  /** Of them, from 0 to 1. */
  failing: number;
  /** When more fail than that: hours ago, and by how much. */
  trouble?: { from: number; to: number; failing: number; codes: Record<string, number> };
  codes: Record<string, number>;
  latencyMs: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The counts of the thirty days that an installation of today does not have: written where the engine writes them. */
export async function writeHistory(
  database: pg.Client,
  workspaceId: string,
  pasts: readonly Past[],
): Promise<void> {
  const now = Date.now();
  const rows = pasts.flatMap((past) => [...countsOf(past, now)]);
  await database.query(
    `insert into stats_minute (webhook_id, minute, measure, slot, workspace_id, count)
     select webhook_id, minute, measure, 0, $1, sum(count)
     from json_to_recordset($2) as r (webhook_id uuid, minute timestamptz, measure text, count bigint)
     group by webhook_id, minute, measure having sum(count) > 0`,
    [workspaceId, JSON.stringify(rows)],
  );
}

interface Row {
  webhook_id: string;
  minute: string;
  measure: string;
  count: number;
}

/** By the hour, and for the last two days every five minutes, as the engine keeps them. */
function* countsOf(past: Past, now: number): Generator<Row> {
  const random = generator(past.volume);
  for (let hours = 30 * 24; hours > 0; hours--) {
    const parts = hours > 47 ? 1 : 12;
    for (let part = 0; part < parts; part++) {
      const step = HOUR_MS / parts;
      const at = Math.floor((now - hours * HOUR_MS) / step) * step + part * step;
      if (at > now - 5 * MINUTE_MS) continue;
      yield* bucket(past, at, parts, (now - at) / HOUR_MS, random);
    }
  }
}

function* bucket(
  past: Past,
  at: number,
  parts: number,
  hoursAgo: number,
  random: () => number,
): Generator<Row> {
  const time = new Date(at);
  const workday = time.getUTCDay() % 6 === 0 ? 0.3 : 1;
  const daytime = 0.15 + 0.85 * Math.exp(-(((time.getUTCHours() - 14) / 4.5) ** 2));
  const volume = Math.round(((past.volume * workday * daytime) / parts) * (0.7 + 0.6 * random()));
  const { trouble } = past;
  const isTroubled = trouble !== undefined && hoursAgo <= trouble.from && hoursAgo >= trouble.to;
  const { failing, codes } = isTroubled ? trouble : past;
  const failed = Math.round(volume * failing * (0.6 + 0.8 * random()));
  const row = (measure: string, count: number): Row => ({
    webhook_id: past.webhookId,
    minute: time.toISOString(),
    measure,
    count,
  });
  yield row('delivered', volume - failed);
  yield row('failed', failed);
  for (const [code, share] of Object.entries(codes))
    yield row(`code:${code}`, Math.round(failed * 3 * share + random() * 0.6));
  for (let n = 0; n < volume; n++) {
    const ms =
      past.latencyMs * Math.exp((random() + random() + random() - 1.5) * 1.1) * (random() < 0.03 ? 6 : 1);
    yield row(`latency:${Math.floor(20 * Math.log10(ms))}`, 1);
  }
}

/** The same pictures each time. */
function generator(seed: number): () => number {
  let state = seed * 7_919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
