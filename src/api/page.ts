import { Router } from 'express';

export function pageRouter(): Router {
  return Router();
}
