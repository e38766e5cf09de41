import sharp from 'sharp';

export interface AnimationOptions {
  format?: 'gif' | 'webp';
  /** Default 60×40. */
  width?: number;
  height?: number;
  /** Default 4. */
  frames?: number;
  /** Milliseconds of each frame; default 100, 200, 300 … */
  delay?: readonly number[];
  /** 0: for ever; default 3. */
  loop?: number;
  /** Transparent round the square. */
  transparent?: boolean;
}

/** A red square that walks from left to right over blue (or nothing), one step for each frame. */
export async function animation(options: AnimationOptions = {}): Promise<Buffer> {
  const { format = 'gif', width = 60, height = 40, frames = 4, loop = 3 } = options;
  const delay = options.delay ?? Array.from({ length: frames }, (_, frame) => 100 * (frame + 1));
  const roll = Buffer.alloc(width * height * frames * 4);
  const side = Math.floor(height / 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const left = Math.floor(((width - side) * frame) / Math.max(1, frames - 1));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const inside = x >= left && x < left + side && y >= side / 2 && y < side * 1.5;
        const background = options.transparent ? [0, 0, 0, 0] : [30, 60, 200, 255];
        roll.set(inside ? [220, 30, 30, 255] : background, ((frame * height + y) * width + x) * 4);
      }
    }
  }
  const picture = sharp(roll, {
    raw: { width, height: height * frames, channels: 4, pageHeight: height },
    animated: true,
  });
  const timing = { delay: [...delay], loop };
  return format === 'gif'
    ? picture.gif(timing).toBuffer()
    : picture.webp({ ...timing, lossless: true }).toBuffer();
}
