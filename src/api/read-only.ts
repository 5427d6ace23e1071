import type { RequestHandler, Router } from 'express';
import { ProblemError } from '../errors.js';

const ALLOW = 'GET, HEAD, OPTIONS';

/** Lets every path of a router that only reads answer other methods with 405 and Allow. Call it once all are declared. */
export function readOnly(router: Router): Router {
  for (const { route } of router.stack) route?.all(refuseOtherMethods);
  return router;
}

const refuseOtherMethods: RequestHandler = (req, res) => {
  if (req.method !== 'OPTIONS') {
    throw new ProblemError('method-not-allowed', `This path takes ${ALLOW}.`, { headers: { allow: ALLOW } });
  }
  res.status(204).set('allow', ALLOW).end();
};
