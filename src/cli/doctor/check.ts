/** What a look found: in order, perhaps with something that holds deliveries up; or what is wrong; and what to do about it. */
export type Finding =
  { ok: true; words: string; remedy?: string } | { ok: false; words: string; remedy: string };

/** One thing that an instance needs. */
export interface Check {
  name: string;
  /** Where this one is not in order, there is nothing to look at. */
  needs?: Check;
  look(): Promise<Finding>;
}

const TIMEOUT_MS = 8_000;

export const fine = (words: string): Finding => ({ ok: true, words });
export const limit = (words: string, remedy: string): Finding => ({ ok: true, words, remedy });
export const wrong = (words: string, remedy: string): Finding => ({ ok: false, words, remedy });

/** Looks at each in turn and says a line of it; false when anything is wrong. `explain`: an error in a sentence. */
export async function runChecks(
  checks: readonly Check[],
  say: (line: string) => void,
  explain: (error: unknown) => string,
): Promise<boolean> {
  const inOrder = new Set<Check>();
  for (const check of checks) {
    if (check.needs && !inOrder.has(check.needs)) {
      say(`– ${check.name}: not looked at, since ${check.needs.name} is not in order`);
      continue;
    }
    const finding = await inTime(check.look()).catch((error: unknown) =>
      wrong('could not be looked at', explain(error)),
    );
    if (finding.ok) inOrder.add(check);
    const mark = finding.ok ? (finding.remedy === undefined ? '✓' : '!') : '✗';
    const advice = finding.remedy === undefined ? '' : ` → ${finding.remedy}`;
    say(`${mark} ${check.name}: ${finding.words}${advice}`);
  }
  return inOrder.size === checks.length;
}

async function inTime(look: Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Finding>((resolve) => {
    const finding = wrong(
      `no answer within ${TIMEOUT_MS / 1_000} s`,
      'Look at the network between here and there.',
    );
    timer = setTimeout(resolve, TIMEOUT_MS, finding);
  });
  try {
    return await Promise.race([look, tooLate]);
  } finally {
    clearTimeout(timer);
    look.catch(() => undefined);
  }
}
