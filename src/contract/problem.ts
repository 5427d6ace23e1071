import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../errors.js';

const fieldError = z.object({
  pointer: z.string().describe('JSON pointer into the body, or the name of a query parameter or header.'),
  detail: z.string(),
});

/** RFC 9457. */
export const problem = z
  .object({
    type: z.string().describe('Where this problem is described.'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    errors: z.array(fieldError).optional(),
    requestId: z.string().optional().describe('Stands in the log too.'),
  })
  .meta({ id: 'Problem', description: 'A failure (RFC 9457).' });
export type Problem = z.infer<typeof problem>;
