#!/usr/bin/env node
// Nothing is imported before the version is known: what an old Node cannot parse would hide the reason.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `posthorn: Node ${process.versions.node} is too old. Install Node 20.19 or newer (https://nodejs.org), then run it again.\n`,
  );
  process.exitCode = 1;
} else {
  void import('./program.js').then(({ runProgram }) => runProgram(process.argv));
}
