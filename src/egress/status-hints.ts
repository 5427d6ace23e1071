/** A sentence without its full stop, naming no more of the target than its host. */
export function redirectMessage(responseStatus: number | null, location: string | undefined): string {
  const target = locationHost(location);
  const answer = `Your receiver answered ${responseStatus ?? 'with a redirect'}${target ? ` to ${target}` : ''}`;
  return `${answer}; redirects are never followed: change the webhook's URL`;
}

function locationHost(location: string | undefined): string | undefined {
  if (location === undefined || !/^(https?:)?\/\//i.test(location)) return undefined;
  const base = 'https://receiver.invalid';
  return URL.canParse(location, base) ? new URL(location, base).host.slice(0, 255) : undefined;
}

/** What to look at when a receiver answered with this status. */
export function statusHint(status: number | null): string {
  if (status === 401 || status === 403) {
    return "The receiver refused the request: check its authentication, the webhook's headers and secret, and any firewall or bot protection in front of it.";
  }
  if (status === 404 || status === 405) {
    return "Nothing takes a POST at this URL: check the path of the webhook's URL and the receiver's routes.";
  }
  if (status === 413)
    return 'The receiver, or a proxy in front of it, limits request bodies: allow 256 KiB and a little more.';
  if (status === 429)
    return "The receiver asks for fewer requests: set the webhook's rateLimitPerSecond or maxConcurrency.";
  if (status !== null && status >= 200 && status < 300) {
    return 'This webhook takes only 200 as success: answer 200, or set its successStatus to 2xx.';
  }
  if (status !== null && status >= 500)
    return 'The receiver failed: its log for the time of this attempt tells why.';
  return "Only a success status counts as delivered: the receiver's log for the time of this attempt tells why it refused.";
}
