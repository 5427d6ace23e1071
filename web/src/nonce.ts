/** What the served page allows its own styles by; empty where no policy is set, as in development. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** The scroll lock of dialogs makes a style of its own, and looks for the nonce here. */
export function passOnNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
