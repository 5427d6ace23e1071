import type { DeliveryRow } from '@posthorn/client';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import {
  type DeliveryPages,
  firstPageOf,
  idsOf,
  withChanges,
  withNewRows,
} from '../../queries/delivery-pages.js';

/** Changes are shown together: a burst of thousands draws four times a second. */
const GATHER_MS = 250;
/** More than that is not kept: the list begins anew instead. */
const MOST_KEPT = 2_000;

export interface LiveCounts {
  /** New rows that wait to be shown. */
  waiting: number;
  /** Deliveries that changed and are not shown yet. */
  changed: number;
  /** There were more than are counted. */
  isFull: boolean;
}

interface Given {
  queryClient: QueryClient;
  /** Of the list's pages. */
  queryKey: QueryKey;
  /** Whether the list's filter lets it through. */
  isListed: (row: DeliveryRow) => boolean;
  /** New rows wait, so that none moves that somebody points at. */
  holdsNew: () => boolean;
}

/** Carries what the stream tells into the pages of a list: into its rows at once, and new rows when that disturbs nobody. */
export class LiveRows {
  readonly #given: Given;
  readonly #changes = new Map<string, DeliveryRow>();
  readonly #waiting = new Map<string, DeliveryRow>();
  readonly #listeners = new Set<() => void>();
  #isFull = false;
  #isPaused = false;
  #isDue = false;
  #counts: LiveCounts = { waiting: 0, changed: 0, isFull: false };

  constructor(given: Given) {
    this.#given = given;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly counts = (): LiveCounts => this.#counts;

  hear(change: DeliveryRow): void {
    if (this.#changes.size >= MOST_KEPT * 2) this.#isFull = true;
    else this.#changes.set(change.id, change);
    this.#showSoon();
  }

  /** Some changes were missed. */
  reset(): void {
    if (this.#isPaused) this.#isFull = true;
    else void this.#given.queryClient.invalidateQueries({ queryKey: this.#given.queryKey, exact: true });
  }

  /** Nothing at all changes in a paused list. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#showSoon();
  }

  showNew(): void {
    if (this.#isFull) this.#startOver();
    else this.#show(true);
    this.#tell();
  }

  #showSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => this.#showGathered(), GATHER_MS);
  }

  #showGathered(): void {
    this.#isDue = false;
    const { queryClient, queryKey, holdsNew } = this.#given;
    if (!this.#isPaused) {
      // An answer that is on its way may be older than what was told since, and must not undo it.
      if (queryClient.isFetching({ queryKey, exact: true }) > 0) this.#showSoon();
      else if (this.#isFull && !holdsNew()) this.#startOver();
      else this.#show(!holdsNew());
    }
    this.#tell();
  }

  #show(showsNew: boolean): void {
    const { queryClient, queryKey, isListed } = this.#given;
    const pages = queryClient.getQueryData<DeliveryPages>(queryKey);
    if (!pages) return;
    const known = idsOf(pages);
    for (const [id, row] of this.#changes) {
      if (!known.has(id) && (this.#waiting.has(id) || isListed(row))) this.#waiting.set(id, row);
    }
    const changed = withChanges(pages, this.#changes);
    this.#changes.clear();
    const shown = showsNew ? withNewRows(changed, this.#waiting.values()) : changed;
    if (showsNew) this.#waiting.clear();
    else for (const id of this.#waiting.keys()) if (known.has(id)) this.#waiting.delete(id);
    if (this.#waiting.size > MOST_KEPT) this.#isFull = true;
    queryClient.setQueryData<DeliveryPages>(queryKey, shown);
    // A list that is left open for days would grow without end.
    if (showsNew && (shown.pages[0]?.data.length ?? 0) > MOST_KEPT) this.#startOver();
  }

  #startOver(): void {
    const { queryClient, queryKey } = this.#given;
    this.#changes.clear();
    this.#waiting.clear();
    this.#isFull = false;
    queryClient.setQueryData<DeliveryPages>(queryKey, (pages) => pages && firstPageOf(pages));
    void queryClient.invalidateQueries({ queryKey, exact: true });
  }

  #tell(): void {
    this.#counts = { waiting: this.#waiting.size, changed: this.#changes.size, isFull: this.#isFull };
    for (const listener of this.#listeners) listener();
  }
}
