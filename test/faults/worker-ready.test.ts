import { afterEach, beforeEach, expect, it } from 'vitest';
import { type GrpcWire, openGrpcWire } from '../../faults/grpc-wire.js';
import { findFreePort } from '../../src/free-port.js';
import { type CliRun, runCli } from '../support/cli.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

let instance: Instance;
let wire: GrpcWire;
let worker: CliRun;

beforeEach(async () => {
  instance = await startInstance({ worker: false });
  wire = await openGrpcWire(instance.env['TEMPORAL_ADDRESS']!);
});
afterEach(async () => {
  worker.child.kill('SIGKILL');
  await worker.exited;
  await wire.close();
  await instance.stop();
});

it('a worker that Temporal has not let in yet does not say that it is ready', async () => {
  const port = String(await findFreePort());
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  const start = () =>
    runCli(['worker'], {
      env: { ...instance.env, TEMPORAL_ADDRESS: wire.address, METRICS_PORT: port },
    });

  const held = new Promise<void>((resolve) => wire.atNextAnswer('DescribeNamespace', () => resolve()));
  worker = start();
  await held;
  expect(await isReady()).toBe(false);
  worker.child.kill('SIGKILL');
  await worker.exited;

  worker = start();
  await until(async () => ((await isReady()) ? true : undefined));
}, 60_000);
