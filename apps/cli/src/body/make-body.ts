import { type BuiltBody, buildKnownBody, type KnownBody } from '@likeness/body';
import { photoProgress } from './photo-progress.ts';
import { type PhotosOptions, type SeenPhotos, seePhotos, type Unseen } from './see-photos.ts';
import { templates } from './templates.ts';

export interface MadeBody {
  /** Null when the photos were refused, or nobody measures this. */
  body: BuiltBody | null;
  seen?: SeenPhotos;
}

/**
 * Makes the body that is known, after a look at its photos. That takes a while, so there a bar shows how far it is; it is
 * gone again however it ends.
 *
 * @param terminal where the bar is drawn
 */
export async function makeBody(
  options: PhotosOptions,
  known: KnownBody,
  terminal: NodeJS.WriteStream,
): Promise<MadeBody | Unseen> {
  if (options.front === undefined) return { body: buildKnownBody(await templates(), known) };
  const progress = photoProgress(terminal);
  try {
    const seen = await seePhotos(options, known, progress);
    if ('sentence' in seen) return seen;
    const { evidence } = seen.result;
    if (!evidence) return { seen, body: null };
    progress.begin('body');
    return { seen, body: buildKnownBody(await templates(), { ...known, photo: evidence }) };
  } finally {
    progress.end();
  }
}
