/** Connections to addresses that others name: what may be connected to, resolved once. */
export { isPublicAddress } from './public-address.ts';
export { HostError, pinned, type ResolvedHost, resolveHost } from './resolve-host.ts';
