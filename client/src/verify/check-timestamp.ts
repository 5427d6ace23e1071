import { VerificationError } from '../errors/verification-error.js';

export function checkTimestamp(timestamp: string, toleranceSeconds: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw new VerificationError('malformed-timestamp');
  const ageSeconds = Date.now() / 1_000 - Number(timestamp);
  if (ageSeconds > toleranceSeconds) throw new VerificationError('timestamp-too-old');
  if (ageSeconds < -toleranceSeconds) throw new VerificationError('timestamp-too-new');
}
