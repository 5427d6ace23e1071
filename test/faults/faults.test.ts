import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFaults } from '../../faults/catalogue.js';
import { runFault } from '../../faults/run-fault.js';
import { type Stores, openStores } from '../../faults/stores.js';

/** Of `npm run faults`: those that are quickly over, and break the most. */
const QUICK = [
  'worker-killed-mid-post',
  'api-killed-after-commit',
  'connection-cut-during-commit',
  'webhook-changed-midway',
  'poison',
];

describe('a fault', async () => {
  const faults = (await loadFaults()).filter(({ name }) => QUICK.includes(name));
  let stores: Stores;
  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(() => stores.close());

  it.each(faults)(
    'loses nothing and doubles nothing: $what',
    async (fault) => {
      const result = await runFault(stores, fault, fault.name);
      expect(result.violation).toBeUndefined();
      expect(result).toMatchObject({ lost: 0 });
      expect(result.accepted).toBeGreaterThan(0);
    },
    180_000,
  );
});
