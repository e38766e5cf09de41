export type { LiveView } from './live-body-client.ts';
export type { SolvedBody } from './messages.ts';
export { useLiveBody } from './use-live-body.ts';
export { useModelTapes } from './use-model-tapes.ts';
