import type { Photo } from '../types.ts';
import { FILM_DIAGONAL } from './film.ts';
import { type Supposed, solveView } from './view-geometry.ts';

/** Phones' main cameras lie between 23 and 28 mm; this is taken when the file does not tell. */
const USUAL_FOCAL_35 = 25.5;
/** What a file tells beyond these, mm of 35 mm film, is not of a lens that people are photographed with. */
const LENSES = { shortest: 12, longest: 135 } as const;
/** ln: EXIF rounds to a millimetre; unknown lenses differ. */
const FOCAL_SIGMA = { told: 0.02, untold: 0.07 } as const;
/** Hair, and soles in a shadow or on a carpet. */
const TOP_SIGMA = 0.004;
/** In profile it also depends on how far apart the feet are. */
const BOTTOM_SIGMA = { front: 0.004, side: 0.008 } as const;
/** People lean, and stand before or behind the middle of their feet. */
const NEARER_SIGMA = 0.01;
/** Held by hand a phone is tilted by some degrees. */
const PITCH_SIGMA = (5 * Math.PI) / 180;
/** Of statures: somebody else holds the phone before the chest, or it stands on a table. */
const HEIGHT = { mean: 0.75, sigma: 0.14 } as const;
const WIDEST = (20 * Math.PI) / 180;
const STEP = Math.PI / 720;

/**
 * What can be supposed of a view before the body is looked at. Pitch and height of the camera hang together (the rows
 * of head and feet leave one of them free); that cameras are held between hip and head narrows both.
 * @param top row of the highest, `bottom` of the lowest point of the outline, pixels
 */
export function supposeView(
  photo: Photo,
  kind: 'front' | 'side',
  { top, bottom }: { top: number; bottom: number },
): { mean: Supposed; sigma: Supposed } {
  const perMillimetre = Math.hypot(photo.width, photo.height) / FILM_DIAGONAL;
  const written = (photo.focalLength ?? 0) / perMillimetre;
  const told = written >= LENSES.shortest && written <= LENSES.longest;
  const focal = (told ? written : USUAL_FOCAL_35) * perMillimetre;
  const middle = photo.height / 2;
  const mean = {
    pitch: 0,
    logFocal: Math.log(focal),
    top: top - middle,
    bottom: bottom - middle,
    nearer: 0,
  };
  let [weight, first, second] = [0, 0, 0];
  for (let pitch = -WIDEST; pitch <= WIDEST; pitch += STEP) {
    const { height } = solveView(kind, { ...mean, pitch });
    const off = (height - HEIGHT.mean) / HEIGHT.sigma;
    const w = Math.exp(-0.5 * ((pitch / PITCH_SIGMA) ** 2 + off * off));
    weight += w;
    first += w * pitch;
    second += w * pitch * pitch;
  }
  const pitch = weight > 0 ? first / weight : 0;
  const sigma = weight > 0 ? Math.sqrt(Math.max(second / weight - pitch * pitch, STEP * STEP)) : PITCH_SIGMA;
  return {
    mean: { ...mean, pitch },
    sigma: {
      pitch: sigma,
      logFocal: told ? FOCAL_SIGMA.told : FOCAL_SIGMA.untold,
      top: TOP_SIGMA * (bottom - top),
      bottom: BOTTOM_SIGMA[kind] * (bottom - top),
      nearer: NEARER_SIGMA,
    },
  };
}
