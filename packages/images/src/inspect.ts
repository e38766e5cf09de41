import type { ImageLimits } from './limits.ts';
import type { ImageInfo } from './types.ts';

export async function inspect(_path: string, _limits: Partial<ImageLimits> = {}): Promise<ImageInfo> {
  throw new Error('not yet');
}
