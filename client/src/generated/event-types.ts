export interface EventDataByType {
  'webhook.test': { message: string; [field: string]: unknown };
}
