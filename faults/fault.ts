import type { WorkflowStart } from '../src/contract/webhook.js';
import type { World } from './world.js';

/** One way in which things break, as a declared object; its file's name is its name. */
export interface Fault {
  name: string;
  /** One sentence for the table. */
  what: string;
  /** About how long a run takes. */
  seconds: number;
  /** Workers at the start; 1 unless given. */
  workers?: number;
  /** Of the steady load; 20 unless given. */
  eventsPerSecond?: number;
  /** The installation's WORKFLOW_START; `always` unless given. */
  workflowStart?: WorkflowStart;
  /** For the processes, on top of the usual. */
  env?: Record<string, string>;
  /** Of the webhook that takes the load, on top of the usual. */
  webhook?: Record<string, unknown>;
  /** How long the system may take to end one more delivery when all is healed; 90 unless given. */
  settleSeconds?: number;
  /** Failure codes that the receiver or its configuration causes here. */
  expectedErrors?: string[];
  /** Reasons for which deliveries may end cancelled here. */
  expectedCancels?: string[];
  /** Why it cannot be run on this machine, in a sentence; undefined: it can. */
  missing?(): string | undefined;
  /** Breaks things and heals them. Throws where what it promises besides the checker's assertions does not hold. */
  run(world: World): Promise<void>;
}
