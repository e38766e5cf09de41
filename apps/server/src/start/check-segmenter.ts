import { VisionError } from '@likeness/vision';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';

/**
 * Loads the segmenter once, so that a wrong path or a missing runtime stops the start and not each job.
 *
 * @throws ConfigurationError naming `LIKENESS_SEGMENTER` and what is wrong with it
 */
export async function checkSegmenter({ photos }: Pick<Config, 'photos'>): Promise<void> {
  if (photos.segmenter === 'mediapipe') return;
  const { createSegmenter } = await import('@likeness/vision/node');
  try {
    await (await createSegmenter(photos.segmenter)).close();
  } catch (error) {
    if (!(error instanceof VisionError)) throw error;
    throw new ConfigurationError('LIKENESS_SEGMENTER', error.message, { cause: error });
  }
}
