const KEY = 'posthorn-portal-visit';

/** Where a frame may keep nothing, this page's own life is as long as it is known. */
let isKnown = false;

/** Whether a portal link led into this page in this browser: who came so has no API key to sign in with. */
export function wasPortalVisit(): boolean {
  return isKnown || (attempt(() => localStorage.getItem(KEY) !== null) ?? false);
}

export function rememberPortalVisit(): void {
  isKnown = true;
  attempt(() => localStorage.setItem(KEY, ''));
}

export function forgetPortalVisit(): void {
  isKnown = false;
  attempt(() => localStorage.removeItem(KEY));
}

/** In a frame a browser may refuse all storage. */
function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
