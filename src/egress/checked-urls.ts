import { EgressError } from './egress-error.js';
import { type EgressPolicy, checkWebhookUrl } from './url-policy.js';

const MOST_URLS = 1_000;

/** URLs that passed the check, which is the same each time: a webhook's attempts all ask for one. */
export class CheckedUrls {
  readonly #policy: EgressPolicy;
  /** The one that was asked for longest ago first. */
  readonly #passed = new Map<string, URL>();

  constructor(policy: EgressPolicy) {
    this.#policy = policy;
  }

  /** Not to be changed. Throws what is wrong with it. */
  get(raw: string): URL {
    const known = this.#passed.get(raw);
    if (known) this.#passed.delete(raw);
    const url = known ?? this.#check(raw);
    this.#passed.set(raw, url);
    const [oldest] = this.#passed.keys();
    if (this.#passed.size > MOST_URLS) this.#passed.delete(oldest!);
    return url;
  }

  #check(raw: string): URL {
    const checked = checkWebhookUrl(raw, this.#policy);
    if (!checked.ok) throw new EgressError(checked.code, checked.message);
    return checked.url;
  }
}
