import { type CropRect, POSITIONS, type Position } from '@likeness/images';
import { Problem } from '../errors.ts';

/** How an upload is to be cut; part of what makes two pictures equal. */
export interface Framing {
  position: Position;
  crop?: CropRect;
  /** Degrees clockwise, before the crop. */
  rotate: number;
  enlarge: boolean;
}

const DEFAULT_QUALITY = 85;
const CROP = /^\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*$/;

/**
 * Reads the fields of an upload: `position` (a word), `crop` ("x,y,width,height" in pixels of the upright
 * picture), `rotate` (degrees, -360 to 360), `enlarge` (true or false).
 *
 * @throws Problem `invalid_value` that names the field
 */
export function parseFraming(fields: Readonly<Record<string, string | undefined>>): Framing {
  const position = fields.position?.trim().toLowerCase() || 'attention';
  if (!isPosition(position)) throw invalid('position', `must be one of ${POSITIONS.join(', ')}`);
  const rotate = /^-?\d{1,3}(\.\d{1,6})?$/.test(fields.rotate || '0')
    ? Number(fields.rotate || '0')
    : Number.NaN;
  if (!Number.isFinite(rotate) || Math.abs(rotate) > 360)
    throw invalid('rotate', 'must be degrees from -360 to 360');
  const enlarge = fields.enlarge?.trim().toLowerCase() || 'false';
  if (enlarge !== 'true' && enlarge !== 'false') throw invalid('enlarge', 'must be true or false');
  const framing: Framing = { position, rotate: ((rotate % 360) + 360) % 360, enlarge: enlarge === 'true' };
  if (!fields.crop) return framing;
  const [x, y, width, height] = (CROP.exec(fields.crop) ?? []).slice(1).map(Number);
  if (x === undefined || y === undefined || !width || !height) {
    throw invalid('crop', 'must be "x,y,width,height" in whole pixels, with a width and height above 0');
  }
  return { ...framing, crop: { x, y, width, height } };
}

/** The same text for the same framing and quality: part of a blob's identity. */
export function framingKey({ position, crop, rotate, enlarge }: Framing, quality: number): string {
  const parts: string[] = [position];
  if (crop) parts.push(`crop=${crop.x},${crop.y},${crop.width},${crop.height}`);
  if (rotate !== 0) parts.push(`rotate=${rotate}`);
  if (enlarge) parts.push('enlarge');
  if (quality !== DEFAULT_QUALITY) parts.push(`quality=${quality}`);
  return parts.join(';');
}

function isPosition(word: string): word is Position {
  return (POSITIONS as readonly string[]).includes(word);
}

function invalid(field: string, message: string): Problem {
  return new Problem('invalid_value', `The field "${field}" ${message}.`, {
    extensions: { errors: [{ field, message }] },
  });
}
