import type { AvifRendition, SizeSpec, Square } from './types.ts';

export async function renderAvif(
  _source: Buffer,
  _size: SizeSpec,
  _square: Square,
  _original: { width: number; height: number },
  _quality = 60,
): Promise<AvifRendition> {
  throw new Error('not yet');
}
