// Run as a process of its own: the SDK starts the server that it has downloaded, and its runtime must not be ours.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [, , downloadDir, version] = process.argv;
if (!downloadDir || !version) throw new Error('usage: temporal-download <folder> <version>');

try {
  const server = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'cached-download', downloadDir, version: `v${version}` },
      log: { format: 'pretty', level: 'error' },
    },
  });
  await server.teardown();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
