/** Webhooks whose last attempt here timed out: together they may hold only part of the slots. */
export class SlowWebhooks {
  readonly #slow = new Set<string>();

  note(webhookId: string, timedOut: boolean): void {
    if (timedOut) this.#slow.add(webhookId);
    else this.#slow.delete(webhookId);
  }

  get ids(): string[] {
    return [...this.#slow];
  }

  inFlight(byWebhook: ReadonlyMap<string, number>): number {
    let count = 0;
    for (const id of this.#slow) count += byWebhook.get(id) ?? 0;
    return count;
  }
}
