/** The part of a URL that may stand in logs and in Temporal. */
export function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an unusable URL';
}
