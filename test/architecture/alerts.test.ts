import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadRoutes } from '../../src/api/load-routes.js';
import { FAILURES } from '../../src/egress/failures.js';
import { createMetrics } from '../../src/metrics.js';
import { ROOT } from './support/modules.js';

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}

const { groups } = parse(readFileSync(join(ROOT, 'docs/alerts.yml'), 'utf8')) as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** Every series that Prometheus stores of us. */
const series = new Set<string>();
for (const { name, type } of await createMetrics().registry.getMetricsAsJSON()) {
  if (String(type) === 'histogram')
    for (const part of ['bucket', 'count', 'sum']) series.add(`${name}_${part}`);
  else series.add(name);
}

/** The values that our labels have. */
const VALUES: Record<string, (value: string) => boolean> = {
  state: (value) => ['queued', 'sending', 'retrying'].includes(value),
  outcome: (value) => ['delivered', 'failed', 'cancelled'].includes(value),
  code: (value) => value === 'delivered' || value in FAILURES,
  operation: (value) => operations.includes(value),
  status: (value) => /^[1-5][0-9.]{2}$/.test(value),
};
const operations = (await loadRoutes()).map(({ operationId }) => operationId);

describe('the alert rules', () => {
  it.each(rules)('$alert asks for series that we have, by labels that they have', ({ expr }) => {
    const named = expr.match(/\bposthorn_\w+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !series.has(name))).toEqual([]);
    const matchers = [...expr.matchAll(/(\w+)\s*=~?\s*"([^"]*)"/g)];
    expect(matchers.filter(([, label, value]) => !VALUES[label!]?.(value!)).map(([text]) => text)).toEqual(
      [],
    );
    expect(expr.split('(').length).toBe(expr.split(')').length);
  });

  it('each say what is wrong, what to do, and how bad it is', () => {
    for (const rule of rules) {
      expect(rule.annotations.summary.length).toBeGreaterThan(20);
      expect(rule.annotations.description.length).toBeGreaterThan(20);
      expect(['warning', 'critical']).toContain(rule.labels.severity);
      expect(rule.for ?? '1m').toMatch(/^\d+[smh]$/);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('leave no metric of the queue or of deliveries without an alert', () => {
    const asked = rules.map(({ expr }) => expr).join(' ');
    const unwatched = [...series].filter((name) => /queue|deliveries|attempts_total/.test(name));
    expect(unwatched.filter((name) => !asked.includes(name))).toEqual([]);
  });
});
