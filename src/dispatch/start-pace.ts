/** From an event's acceptance to the begin of its first attempt. Where a machine has processor time left, half of them wait less. */
const WAITED_MS = 25;
const LOOK_MS = 100;
/** More than a Temporal server takes from one worker. */
const MOST_A_SECOND = 256;
/** While first attempts wait. */
const LEAST_A_SECOND = 2;
/** While they wait, and so do starts whose delivery is due soon or was due before. */
const LEAST_URGENT_A_SECOND = 20;
/** One after another as far as that goes: several at once are several at once for whatever else Temporal and this machine do. */
const WAVES_A_SECOND = 32;
/** With each look at which none waits: what is started now may cost most only when its next attempt is due. */
const GROWTH = 1.07;

/**
 * How fast workflows are started for deliveries whose first attempt failed. On the way to its next attempt each costs as much
 * as some fifty first attempts do, and that attempt is seldom due within a minute. So while first attempts wait, starts go
 * slowly; once those are through, the pace grows again within seven seconds.
 */
export class StartPace {
  #perSecond = MOST_A_SECOND;
  #isUrgent = false;
  #waits: number[] = [];
  #lookedAtMs = performance.now();
  #nextAtMs = 0;

  /** How long a first attempt waited that only this process held up. */
  noteWait(ms: number): void {
    this.#waits.push(ms);
    this.#look();
  }

  /** Whether the starts that wait now are wanted soon. */
  set isUrgent(isUrgent: boolean) {
    this.#isUrgent = isUrgent;
  }

  /** Until starts may begin. */
  get delayMs(): number {
    return Math.max(0, this.#nextAtMs - performance.now());
  }

  /** How many may then begin at once, of `most`. */
  allowance(most: number): number {
    this.#look();
    return Math.max(1, Math.min(most, Math.floor(this.#perSecond / WAVES_A_SECOND)));
  }

  began(count: number): void {
    this.#nextAtMs = performance.now() + (count * 1_000) / this.#perSecond;
  }

  #look(): void {
    const looks = Math.floor((performance.now() - this.#lookedAtMs) / LOOK_MS);
    if (looks < 1) return;
    this.#lookedAtMs = performance.now();
    const waits = this.#waits.sort((a, b) => a - b);
    this.#waits = [];
    if ((waits[Math.floor(waits.length / 2)] ?? 0) > WAITED_MS)
      this.#perSecond = this.#isUrgent ? LEAST_URGENT_A_SECOND : LEAST_A_SECOND;
    else this.#perSecond = Math.min(MOST_A_SECOND, this.#perSecond * GROWTH ** looks);
  }
}
