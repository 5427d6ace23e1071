import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

// Run by the build: workers load the finished bundle instead of compiling the workflows at each start.
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('./index.js', import.meta.url)),
  logger: new DefaultLogger('WARN'),
});
await writeFile(new URL('../workflow-bundle.js', import.meta.url), code);
