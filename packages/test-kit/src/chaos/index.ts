export { type HttpCall, type HttpFault, type HttpProxy, startHttpProxy } from './http-proxy.ts';
export { type AddedToxic, startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export type { Stream, Toxic } from './toxics.ts';
