export function exampleText(example: unknown): string {
  return example === undefined ? '' : JSON.stringify(example, null, 2);
}

/** What was typed, as data of an event; nothing typed leaves it to Posthorn. */
export function readData(text: string): { data?: Record<string, unknown>; problem?: string } {
  if (text.trim() === '') return {};
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
      return { data: data as Record<string, unknown> };
    }
    return { problem: 'The data of an event is a JSON object: {"…": …}' };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
