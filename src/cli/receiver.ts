import { Command, InvalidArgumentError, Option } from 'commander';
import {
  InvalidValueError,
  parseDelayMs,
  parseFailRate,
  parseHeaderPrefix,
  parsePort,
  parseStatus,
} from '../receiver/answer.js';
import { startReceiver } from '../receiver/start-receiver.js';

interface Flags {
  port: number;
  secretFile?: string;
  status: number;
  failRate: number;
  delay: number;
  headerPrefix: string;
}

export const receiverCommand = new Command('receiver')
  .description('Receive deliveries on this machine: verify each, print a line, answer as told')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', argument(parsePort), 4000)
  .option('--secret-file <file>', "file with the webhook's secret (whsec_… or whpk_…)")
  .option('--status <status>', 'what to answer', argument(parseStatus), 200)
  .option(
    '--fail-rate <share>',
    'share of deliveries, 0 to 1, answered 503 instead',
    argument(parseFailRate),
    0,
  )
  .option('--delay <ms>', 'milliseconds to wait before each answer', argument(parseDelayMs), 0)
  .addOption(
    new Option('--header-prefix <prefix>', "what the sender's headers begin with")
      .env('HEADER_PREFIX')
      .default('webhook')
      .argParser(argument(parseHeaderPrefix)),
  )
  .addHelpText(
    'after',
    "\nWhile it runs: curl -X PUT 'http://127.0.0.1:4000/_answer?status=503&delay=0&failRate=0'",
  )
  .action(async ({ port, secretFile, status, failRate, delay, headerPrefix }: Flags, command: Command) => {
    if (secretFile === undefined) {
      command.error(
        "error: --secret-file is missing: save the webhook's secret (whsec_…) in a file and name it",
      );
    }
    try {
      const receiver = await startReceiver({
        port,
        secretFile,
        headerPrefix,
        answer: { status, failRate, delayMs: delay },
        print: console.log,
      });
      console.log(`Receiving on ${receiver.url} · answers ${status} · Ctrl-C ends it`);
      // npm passes a terminal's Ctrl-C on, so that it comes twice.
      let closing: Promise<void> | undefined;
      const stop = (): void => void (closing ??= receiver.close());
      process.on('SIGINT', stop).on('SIGTERM', stop);
    } catch (error) {
      command.error(`error: ${explain(error, port)}`);
    }
  });

function explain(error: unknown, port: number): string {
  if (error instanceof InvalidValueError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use: choose another with --port`;
  if (code === 'EACCES') return `Port ${port} needs more rights: choose one above 1023 with --port`;
  throw error;
}

/** Makes a parser's sentence commander's. */
function argument<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof InvalidValueError) throw new InvalidArgumentError(`${error.message}.`);
      throw error;
    }
  };
}
