import type { Photo, Pose } from '../types.ts';
import { type Crop, wholePhoto } from './crop.ts';
import { erasePerson } from './erase-person.ts';
import { DETECTOR_SIZE, type DetectorOutput, findPeople, type Person } from './find-people.ts';
import { BODY_SIZE, type BodyOutput, nextCrop, readLandmarks, readMask, readWorld } from './read-body.ts';
import { sampleCrop } from './sample-crop.ts';

/** The two networks of MediaPipe Pose; both take height × width × RGB. */
export interface PoseNetworks {
  /** 224×224, -1 to 1. */
  people(input: Float32Array): Promise<DetectorOutput>;
  /** 256×256, 0 to 1. */
  body(input: Float32Array): Promise<BodyOutput>;
}

/** Below it there is nobody; MediaPipe's own threshold. */
const MIN_SCORE = 0.5;
/** Those who are smaller than this part of the main person are passers-by. */
const MIN_SHARE = 0.5;
/** More than that many others are not looked at: by then the photo is refused anyway. */
const MOST_OTHERS = 3;
/** Share of the crop's side, which is about 1.15 of the stature. */
const SAME_HIPS = 0.05;

interface Seen {
  output: BodyOutput;
  crop: Crop;
}

/**
 * Finds the most central person of a photo: a detector shows where people are; the landmark network then looks at
 * the person twice, the second time at the crop that its first answer asks for; then the detector looks for others
 * with this person painted over. Four inferences, one more for each other person, and one where nobody is seen at
 * first. Crops are never turned, as a person who is to be measured stands upright.
 *
 * Where the detector finds nobody, nobody is: asked about a whole photo, the landmark network alone takes a drawn
 * dog or a coat stand for a person.
 */
export async function detectPose(networks: PoseNetworks, photo: Photo): Promise<Pose | null> {
  const whole = wholePhoto(photo);
  const input = detectorInput(photo, whole);
  for (const start of await startsOf(networks, photo, whole, input)) {
    const seen = await look(networks, photo, start);
    if (seen === null) continue;
    const { output, crop } = seen;
    const mask = readMask(output, crop);
    const rest = erasePerson(input, DETECTOR_SIZE, photo, whole, mask);
    const left = findPeople(photo, whole, await networks.people(rest));
    return {
      score: output.score,
      landmarks: readLandmarks(output, crop),
      world: readWorld(output),
      mask,
      others: await countOthers(networks, photo, crop, left),
    };
  }
  return null;
}

/** A photo in which nobody is found is looked at from nearer: in profile people are small in the whole of it. */
const NEARER = 0.72;

const detectorInput = (photo: Photo, square: Crop): Float32Array =>
  sampleCrop(photo, square, { size: DETECTOR_SIZE, range: [-1, 1], beyond: 'black' });

/** Where the detector sees people, the one who is meant first. */
async function startsOf(
  networks: PoseNetworks,
  photo: Photo,
  whole: Crop,
  input: Float32Array,
): Promise<Crop[]> {
  const people = findPeople(photo, whole, await networks.people(input));
  if (people.length > 0) return byImportance(photo, people).map(({ crop }) => crop);
  const side = NEARER * whole.side;
  const margin = (whole.side - side) / 2;
  const middle = { left: whole.left + margin, top: whole.top + margin, side };
  const near = findPeople(photo, middle, await networks.people(detectorInput(photo, middle)));
  return byImportance(photo, near).map(({ crop }) => crop);
}

/** The most central first among those who are large enough to be meant. */
function byImportance(photo: Photo, people: readonly Person[]): Person[] {
  const largest = Math.max(...people.map(({ crop }) => crop.side));
  const small = ({ crop }: Person): number => (crop.side < MIN_SHARE * largest ? 1 : 0);
  const aside = ({ hips }: Person): number => Math.abs(hips.x - photo.width / 2);
  return people.toSorted((a, b) => small(a) - small(b) || aside(a) - aside(b));
}

async function look(networks: PoseNetworks, photo: Photo, start: Crop): Promise<Seen | null> {
  let crop: Crop | null = start;
  let seen: Seen | null = null;
  for (let times = 0; times < 2 && crop !== null; times += 1) {
    const output = await networks.body(
      sampleCrop(photo, crop, { size: BODY_SIZE, range: [0, 1], beyond: 'edge' }),
    );
    if (!(output.score >= MIN_SCORE)) return null;
    seen = { output, crop };
    crop = nextCrop(photo, output, crop);
  }
  return seen;
}

/** Each is looked at once, so that a coat on a hanger is not taken for a person. */
async function countOthers(
  networks: PoseNetworks,
  photo: Photo,
  main: Crop,
  people: readonly Person[],
): Promise<number> {
  const known = [main];
  const large = people.filter(({ crop }) => crop.side >= MIN_SHARE * main.side);
  for (const { crop } of large.slice(0, MOST_OTHERS)) {
    const output = await networks.body(
      sampleCrop(photo, crop, { size: BODY_SIZE, range: [0, 1], beyond: 'edge' }),
    );
    const place = nextCrop(photo, output, crop);
    if (!(output.score >= MIN_SCORE) || place === null || place.side < MIN_SHARE * main.side) continue;
    if (!known.some((other) => isSame(other, place))) known.push(place);
  }
  return known.length - 1;
}

/** Hips that near to each other belong to one person who was found twice. */
function isSame(a: Crop, b: Crop): boolean {
  const x = a.left + a.side / 2 - b.left - b.side / 2;
  const y = a.top + a.side / 2 - b.top - b.side / 2;
  return Math.hypot(x, y) < SAME_HIPS * Math.max(a.side, b.side);
}
