/** What stands in the way of a start, in a sentence that says what to do. Shown without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
