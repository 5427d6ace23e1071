import v8 from 'node:v8';
import vm from 'node:vm';

// Loaded in the thread that runs workflows, before they run; see workflow-runtime.ts. What it takes away costs a worker
// a fifth of its processor time: a thread that is started and joined for each call into a workflow, to end one that never
// returns, and a stack for each of its promises, for whoever asks Temporal where a workflow stands.

const runInContext = vm.Script.prototype.runInContext;
vm.Script.prototype.runInContext = function (context, options): unknown {
  return runInContext.call(this, context, { displayErrors: options?.displayErrors ?? true });
};

v8.promiseHooks.createHook = () => () => undefined;
