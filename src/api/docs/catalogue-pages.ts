import type { Registry } from 'prom-client';
import { FAILURES } from '../../egress/failures.js';
import { PROBLEMS } from '../../errors.js';
import { settingsTable } from '../../settings/describe.js';

/** Pages made from the catalogues in the code, as Markdown; checked in under docs/ and held fresh by a test. */
export async function cataloguePages(metrics: Registry): Promise<Record<string, string>> {
  return {
    'problems.md': problemsPage(),
    'failures.md': failuresPage(),
    'settings.md': `# Settings\n\nEnvironment variables, all checked at the start. \`npm start\` needs none of them.\n\n${settingsTable()}`,
    'metrics.md': await metricsPage(metrics),
  };
}

function problemsPage(): string {
  const entries = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) => `### ${code}\n\n**${status}** ${title}.`,
  );
  return `# Problems

Every failure of a call is \`application/problem+json\` (RFC 9457) with one of these codes. \`errors\` names each field that is
not acceptable; \`requestId\` stands in the log too.

${entries.join('\n\n')}
`;
}

function failuresPage(): string {
  const rows = Object.entries(FAILURES).map(
    ([code, { charged, title }]) => `| \`${code}\` | ${title} | ${charged ? 'yes' : 'no'} |`,
  );
  return `# Failures of attempts

The \`error.code\` of an attempt. Only what the receiver or its configuration caused uses up one of the delivery's attempts.

| code | what happened | uses up an attempt |
|---|---|---|
${rows.join('\n')}
`;
}

async function metricsPage(registry: Registry): Promise<string> {
  const metrics = await registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, help, type }) => `| \`${name}\` | ${String(type)} | ${help} |`);
  return `# Metrics

At \`/metrics\`, for Prometheus. A worker also shows the Temporal SDK's own (\`temporal_…\`).

| metric | type | |
|---|---|---|
${rows.join('\n')}
`;
}
