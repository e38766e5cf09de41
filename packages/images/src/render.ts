import type { ImageInfo, RenderedPicture, RenderOptions } from './types.ts';

export async function render(
  _path: string,
  _info: ImageInfo,
  _options: RenderOptions,
  _signal?: AbortSignal,
): Promise<RenderedPicture> {
  throw new Error('not yet');
}
