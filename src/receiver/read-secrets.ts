import { readFileSync } from 'node:fs';
import { InvalidValueError } from './answer.js';

/** Every `whsec_…` and `whpk_…` in the file: one a line, or the whole answer of POST /webhooks. */
export function readSecrets(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidValueError(
      code === 'ENOENT'
        ? `There is no file ${file}: save the webhook's secret (whsec_…, shown by POST /webhooks) in it first`
        : `The secret file ${file} cannot be read (${code ?? 'unknown error'}): check that it is a file you may read`,
    );
  }
  const secrets = text.match(/\b(?:whsec|whpk)_[A-Za-z0-9+/_-]+={0,2}/g);
  if (secrets) return secrets;
  throw new InvalidValueError(
    `The file ${file} holds no secret: put the webhook's whsec_… or whpk_… in it (GET /api/v1/webhooks/{id}/secret shows it)`,
  );
}
