import { ANGLES, type Angle, type BuiltBody, type Customization, renderBody, STUDIO } from '@likeness/body';
import sharp from 'sharp';

export interface RenderPngOptions {
  /** One view; all four side by side when left out. */
  angle?: Angle;
  pose: 'a' | 't';
  /** Height in pixels; each view is three quarters as wide. */
  size: number;
  customization: Customization;
}

/** A body as a PNG, on a calm grey. */
export function renderPng(body: BuiltBody, options: RenderPngOptions): Promise<Buffer> {
  const { size: height, angle, pose, customization } = options;
  const width = Math.round((pose === 't' && angle ? 1 : 0.75) * height);
  const views = (angle ? [angle] : ANGLES).map((each, at) => ({
    input: Buffer.from(
      renderBody({
        template: body.template,
        positions: body.fitted.positions,
        width,
        height,
        angle: each,
        pose,
        customization,
        background: STUDIO,
      }).data,
    ),
    raw: { width, height, channels: 4 as const },
    left: at * width,
    top: 0,
  }));
  return sharp({
    create: { width: width * views.length, height, channels: 3, background: '#d6d9de' },
  })
    .composite(views)
    .removeAlpha()
    .png()
    .toBuffer();
}
