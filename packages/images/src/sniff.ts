import type { SourceFormat } from './types.ts';

export function sniff(_head: Uint8Array): SourceFormat {
  throw new Error('not yet');
}
