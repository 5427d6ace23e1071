import type { EventType } from '@posthorn/client';

/** Ready to paste into a shell: what a quote would end is escaped. */
export function emitCurl(
  origin: string,
  workspaceId: string,
  { name, example }: Pick<EventType, 'name' | 'example'>,
): string {
  const body = JSON.stringify({ event: name, data: example }, null, 2);
  return [
    `curl ${origin}/api/v1/events`,
    '-H "x-api-key: $POSTHORN_API_KEY"',
    ...(workspaceId === 'default' ? [] : [`-H 'x-workspace-id: ${workspaceId}'`]),
    "-H 'content-type: application/json'",
    `-d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join(' \\\n  ');
}
