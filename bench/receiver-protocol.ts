export interface Arrival {
  eventId: string;
  path: string;
  /** Of its first request. */
  at: number;
  requests: number;
  answeredOk: number;
}

export interface Behaviour {
  /** The share of deliveries whose first request is answered with 503. */
  failFirst?: number;
}

export type Request = { id: number } & (
  | { method: 'begin'; behaviour: Behaviour }
  /** Answers when that many deliveries were answered with 200. */
  | { method: 'waitFor'; count: number }
  | { method: 'arrivals' }
);
