import { toByte, toLinear } from '@likeness/body';
import sharp from 'sharp';
import { randomFrom } from './random.ts';

/** What lens, sensor and the phone's own processing do to a picture. */
export interface Development {
  /** Factor on the light. Default 1. */
  exposure?: number | undefined;
  /** Share of the light lost in the corners. Default 0.15. */
  vignette?: number | undefined;
  /** Standard deviation in the shadows, sRGB steps. Default 2. */
  noise?: number | undefined;
  /** Blur of lens and focus, standard deviation in pixels. Default 0.6; none below 0.3. */
  softness?: number | undefined;
  /** Factors on red and blue: a lamp is warm, shade is cold. Default 1 each. */
  warmth?: number | undefined;
  seed?: number | undefined;
}

const STEPS = 4096;
const NORMALS = 1 << 16;

/** Turns the light of a scene into what a phone would have kept. Returns new pixels. */
export async function develop(
  pixels: Uint8Array,
  width: number,
  height: number,
  settings: Development = {},
): Promise<Uint8Array> {
  const { exposure = 1, vignette = 0.15, noise = 2, softness = 0.6, warmth = 1, seed = 1 } = settings;
  const soft =
    softness < 0.3
      ? Uint8Array.from(pixels)
      : await sharp(pixels, { raw: { width, height, channels: 3 } })
          .blur(softness)
          .raw()
          .toBuffer();
  const linear = Float64Array.from({ length: 256 }, (_, value) => toLinear(value));
  const encoded = Float64Array.from({ length: STEPS + 1 }, (_, step) => toByte(step / STEPS));
  const factors = [exposure * warmth, exposure, exposure / warmth];
  const grains = normals(seed);
  const out = new Uint8Array(pixels.length);
  const corner = (width * width + height * height) / 4;
  let grain = 0;
  for (let y = 0, at = 0; y < height; y++) {
    const down = (y - height / 2) ** 2;
    for (let x = 0; x < width; x++) {
      const far = ((x - width / 2) ** 2 + down) / corner;
      const kept = 1 - vignette * far;
      for (let c = 0; c < 3; c++, at++) {
        const light = (linear[soft[at] as number] as number) * kept * (factors[c] as number);
        const value = encoded[light >= 1 ? STEPS : (light * STEPS) | 0] as number;
        // A long step now and then, so that the table's pattern does not repeat in the picture.
        grain = (grain + (at % 977 === 0 ? 331 : 1)) & (NORMALS - 1);
        const shown = value + (grains[grain] as number) * noise * (1.1 - value / 400);
        out[at] = shown <= 0 ? 0 : shown >= 255 ? 255 : Math.round(shown);
      }
    }
  }
  return out;
}

function normals(seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: NORMALS }, () => random.normal());
}
