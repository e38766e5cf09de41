import { condition, type PosteriorPart, variableIndex } from '@likeness/body';
import { type SeenView, seeBody, type View } from '../evidence/see-body.ts';
import {
  checkCameraTilt,
  checkContradiction,
  checkOutline,
  checkPair,
  checkPhoto,
  checkView,
  type PhotoToCheck,
} from '../quality/index.ts';
import { mendTips } from '../silhouette/mend-tips.ts';
import { refineOutline } from '../silhouette/refine-outline.ts';
import type { CameraGuess, Outline, Photo, PhotoFinding, Pose } from '../types.ts';
import { createPoseEngine } from './create-pose-engine.ts';
import { createSegmenter } from './create-segmenter.ts';
import { decodePhoto } from './decode-photo.ts';
import type { PhotoReader, PhotoReaderOptions, ReadPhoto, ReadRequest, ReadResult } from './photo-reader.ts';

/** Those that a body is read from; a photo of the back adds nothing yet. */
const KINDS = ['front', 'side'] as const;

interface Sight extends PhotoToCheck {
  kind: (typeof KINDS)[number];
  outline?: Outline | undefined;
}

/**
 * Loads what reads photos of people, and keeps it: for one thread, one call at a time.
 *
 * @throws VisionError `engine_failed`, `engine_missing`, `invalid_model` when a model cannot be loaded
 * @example
 * const reader = await createPhotoReader();
 * const { findings, evidence } = await reader.read({ photos: { front, side }, height: 172, sex: 'female' });
 * if (evidence) buildBody({ template, request, photo: evidence });
 */
export async function createPhotoReader(options: PhotoReaderOptions = {}): Promise<PhotoReader> {
  const segmenter = await createSegmenter(options.segmenter ?? 'mediapipe');
  const engine = await createPoseEngine({ model: options.model });
  return {
    async read(request) {
      const { signal, onStep, focalLengths = {} } = request;
      const sights: Sight[] = [];
      await onStep?.('background');
      for (const kind of KINDS) {
        const bytes = request.photos[kind];
        if (!bytes) continue;
        const decoded = await decodePhoto(bytes, { signal });
        const photo: Photo = { ...decoded, focalLength: decoded.focalLength ?? focalLengths[kind] };
        const pose = await engine.detect(photo);
        signal?.throwIfAborted();
        sights.push({ kind, photo, pose });
      }
      await onStep?.('landmarks');
      const findings = [...sights.flatMap((sight) => checkPhoto(sight)), ...pairFindings(sights)];
      if (refused(findings)) return { findings, evidence: null, photos: sights.map((sight) => told(sight)) };
      for (const sight of sights) {
        const { kind, photo } = sight;
        const pose = sight.pose as Pose;
        const outline = refineOutline(photo, await segmenter.segment(photo, pose));
        sight.outline = kind === 'front' ? mendTips(photo, outline, pose.landmarks) : outline;
        signal?.throwIfAborted();
      }
      await onStep?.('measurements');
      return measure(request, sights, findings);
    },
    async close() {
      await engine.close();
      await segmenter.close();
    },
  };
}

function pairFindings(sights: readonly Sight[]): PhotoFinding[] {
  const [front, side] = KINDS.map((kind) => sights.find((sight) => sight.kind === kind));
  return front && side ? checkPair(front, side) : [];
}

function measure(
  request: ReadRequest,
  sights: readonly Sight[],
  before: readonly PhotoFinding[],
): ReadResult {
  const { height, sex } = request;
  const prior = condition({ sex, measurements: height === undefined ? {} : { height } });
  const seen = seeBody(sights.map(viewOf), prior);
  const cameras = seen.views.map((view) => cameraOf(view, height ?? expectedStature(prior)));
  const usable = seen.views.map((view) => view.usable);
  // each of them shows a body, but not the same one
  const contradicting =
    sights.length === 2 &&
    Math.min(...usable) < CLEAR &&
    sights.every((sight) => (seeBody([viewOf(sight)], prior).views[0]?.usable ?? 0) >= CLEAR);
  const findings = [
    ...before,
    ...sights.flatMap((sight, i) => [
      ...checkCameraTilt({ ...sight, camera: cameras[i] } as Parameters<typeof checkCameraTilt>[0]),
      ...checkView({ ...sight, camera: cameras[i] }),
      ...(contradicting ? [] : checkOutline(sight, usable[i] as number)),
    ]),
    ...(contradicting ? checkContradiction(sights[1] as Sight, Math.min(...usable)) : []),
  ];
  return {
    findings,
    evidence: refused(findings) ? null : seen.evidence,
    photos: sights.map((sight, i) => told(sight, cameras[i])),
  };
}

/** Of the breadths that were read, those which one body explains. */
const CLEAR = 0.85;

const refused = (findings: readonly PhotoFinding[]): boolean =>
  findings.some(({ severity }) => severity === 'error');

function viewOf({ kind, photo, pose, outline }: Sight): View {
  return { kind, photo, landmarks: (pose as Pose).landmarks, outline: outline as Outline };
}

function cameraOf({ geometry, pitchSigma }: SeenView, stature: number): CameraGuess {
  return {
    distance: (geometry.distance * stature) / 100,
    height: (geometry.height * stature) / 100,
    pitch: geometry.pitch,
    focalLength: Math.exp(geometry.logFocal),
    pitchSigma,
  };
}

/** cm */
function expectedStature(prior: readonly PosteriorPart[]): number {
  const index = variableIndex('height');
  return prior.reduce((sum, { weight, gaussian }) => sum + weight * (gaussian.mean[index] as number), 0);
}

function told({ kind, photo, pose, outline }: Sight, camera?: CameraGuess): ReadPhoto {
  const short = (value: number): number => Math.round(value * 10) / 10;
  return {
    kind,
    width: photo.width,
    height: photo.height,
    landmarks: pose?.landmarks ?? [],
    world: pose?.world ?? [],
    outline: (outline?.rings ?? []).map((ring) => Array.from(ring, short)),
    camera: camera ?? null,
  };
}
