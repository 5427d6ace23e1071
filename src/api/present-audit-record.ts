import type { AuditRecordBody } from '../contract/audit.js';
import { toPublicId } from '../ids.js';
import type { AuditRecord } from '../store/list-audit-records.js';

export function presentAuditRecord({ id, at, ...record }: AuditRecord): AuditRecordBody {
  return { id: toPublicId('aud', id), at: at.toISOString(), ...record };
}
