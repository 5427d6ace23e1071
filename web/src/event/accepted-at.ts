const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** When it was accepted: an id begins with the time it was made. `timestamp` is the producer's own. */
export function acceptedAt(eventId: string): Date {
  const digits = eventId.slice(eventId.indexOf('_') + 1).slice(0, 10);
  let ms = 0;
  for (const digit of digits) ms = ms * 32 + ALPHABET.indexOf(digit);
  return new Date(ms);
}
