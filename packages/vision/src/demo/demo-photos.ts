import { type BodyTemplate, buildBody, type Sex, skyVisibility } from '@likeness/body';
import { drawPhoto, type PhotoRequest } from './draw-photo.ts';
import { encodePhoto } from './encode-photo.ts';

export interface DemoPhotos {
  /** JPEG as a phone would write it. */
  front: Buffer;
  side: Buffer;
  sex: Sex;
  /** What the body that was drawn measures, cm by measurement key. */
  truth: Readonly<Record<string, number>>;
}

export interface DemoPhotosOptions {
  /** The template of a sex, as `loadTemplate` gives it. */
  template: (sex: Sex) => BodyTemplate;
  /** Of the pictures, pixels. Default 3024×4032, what most phones take. */
  width?: number | undefined;
  height?: number | undefined;
}

const PERSON = {
  sex: 'female',
  measurements: { height: 168, chest: 93, waist: 76, hip: 100, neck: 33 },
} as const;

/**
 * Two photos to try everything with: nobody's, so that they may be kept and shown, and with a truth to compare with.
 * @throws Error when the template does not give this body
 */
export async function demoPhotos({
  template,
  width = 3024,
  height = 4032,
}: DemoPhotosOptions): Promise<DemoPhotos> {
  const { body } = buildBody({ template, request: PERSON });
  if (!body) throw new Error('The template gives no body for the demo photos.');
  const { positions, measured } = body.fitted;
  const shared: Omit<PhotoRequest, 'kind' | 'camera'> = {
    template: body.template,
    positions,
    occlusion: skyVisibility({ positions, triangles: body.template.triangles }),
    looks: {
      outfit: 'top-and-leggings',
      skinTone: [222, 178, 150],
      hairColour: [70, 46, 32],
      topColour: [52, 108, 116],
      bottomColour: [44, 48, 60],
    },
    backdrop: { kind: 'busy', seed: 14, wall: [222, 214, 200], floor: [168, 134, 98] },
    light: [-0.6, 0.6, 0.7],
    width,
    height,
  };
  const development = { exposure: 1.12, vignette: 0.12, noise: 1.6, softness: 0.7, warmth: 1.02 };
  const write = async (
    request: Pick<PhotoRequest, 'kind' | 'camera' | 'stance'>,
    seed: number,
  ): Promise<Buffer> =>
    encodePhoto(await drawPhoto({ ...shared, ...request, development: { ...development, seed } }), {
      make: 'Likeness',
      model: 'Drawn in code',
    });
  return {
    front: await write(
      { kind: 'front', camera: { distance: 2.5, height: 1.1, pitch: 0.045 }, stance: { arms: 0.6 } },
      1,
    ),
    side: await write({ kind: 'side', camera: { distance: 2.55, height: 1.12, pitch: 0.05 } }, 2),
    sex: body.sex,
    truth: Object.fromEntries(Object.entries(measured).map(([key, { cm }]) => [key, cm])),
  };
}
