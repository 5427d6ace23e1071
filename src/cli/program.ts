import { Command } from 'commander';
import { VERSION } from '../version.js';
import { explainError } from './explain-error.js';

/** Loaded when asked for: a receiver needs neither Temporal nor Postgres. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./start.js')).startCommand,
  api: async () => (await import('./api.js')).apiCommand,
  worker: async () => (await import('./worker.js')).workerCommand,
  migrate: async () => (await import('./migrate.js')).migrateCommand,
  doctor: async () => (await import('./doctor.js')).doctorCommand,
  reencrypt: async () => (await import('./reencrypt.js')).reencryptCommand,
  receiver: async () => (await import('./receiver.js')).receiverCommand,
  'config-example': async () => (await import('./config-example.js')).configExampleCommand,
};

export async function runProgram(argv: string[]): Promise<void> {
  const program = new Command('posthorn').description('Durable webhook delivery').version(VERSION);
  const asked = COMMANDS[argv[2] ?? ''];
  const wanted = asked ? [asked] : Object.values(COMMANDS);
  for (const load of wanted) program.addCommand(await load());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`posthorn: ${explainError(error)}\n`);
    process.exit(1);
  }
}
