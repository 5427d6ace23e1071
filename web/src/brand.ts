/** What an installation may look like; the answer of `/brand.json`. */
export interface Brand {
  name: string;
  /** Of our own origin. */
  logoUrl: string;
  /** A CSS colour. */
  accentColor: string;
}

const OUR_OWN: Brand = { name: 'Posthorn', logoUrl: '/icon.svg', accentColor: '#3b5bdb' };

/** Never fails: a page without its colours is better than none. */
export async function loadBrand(): Promise<Brand> {
  try {
    const response = await fetch('/brand.json', { signal: AbortSignal.timeout(3_000) });
    if (!response.ok) return OUR_OWN;
    const given = (await response.json()) as { [Key in keyof Brand]?: Brand[Key] | null };
    return {
      name: given.name ?? OUR_OWN.name,
      logoUrl: given.logoUrl ?? OUR_OWN.logoUrl,
      accentColor: given.accentColor ?? OUR_OWN.accentColor,
    };
  } catch {
    return OUR_OWN;
  }
}
