export { deliverWebhook } from './deliver-webhook.js';
export { maintain } from './maintain.js';
export { replayDeliveries } from './replay-deliveries.js';
