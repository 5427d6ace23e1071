const MEMORY_MS = 5_000;

/**
 * Webhooks whose deliveries have waited lately. In `auto` their first attempts are made by the dispatcher until that is over
 * for a while, else a burst would be sent half by workflows, which cost what the other half needs.
 */
export class Backlog {
  readonly #until = new Map<string, number>();

  note(webhookIds: readonly string[]): void {
    for (const id of webhookIds) this.#until.set(id, performance.now() + MEMORY_MS);
  }

  get ids(): string[] {
    const now = performance.now();
    for (const [id, until] of this.#until) if (until < now) this.#until.delete(id);
    return [...this.#until.keys()];
  }
}
