import { Findings } from './findings.ts';
import { CONTENT_TYPES } from './magic.ts';
import type { AuditedPicture } from './ready-pictures.ts';

/** What the specifications promise of the presets that everybody has. */
const SIZES: Readonly<Record<string, readonly string[]>> = {
  enterprise: ['thumbnail', 'small', 'medium', 'large', 'original'],
  unified: ['small', 'medium', 'large', 'original'],
  photo: ['thumbnail', 'medium', 'large'],
};
const EXTENSIONS: Readonly<Record<string, string>> = { jpeg: 'jpg', webp: 'webp', avif: 'avif' };

export const variantRowFindings = () => new Findings('ready pictures have all variants', ['I5']);
export const keyFindings = () => new Findings('keys lie under their storage id', ['I2']);

/** Every size in JPEG and WebP, and the still twin of each size of an animation. */
export function checkVariantRows(picture: AuditedPicture, findings: Findings): void {
  findings.examined();
  const made = new Set(picture.variants.map(({ name, format }) => `${name}.${format}`));
  const sizes = new Set([
    ...(SIZES[picture.preset] ?? []),
    ...picture.variants.map(({ name }) => name.replace(/-static$/, '')),
  ]);
  if (sizes.size === 0) findings.breach(picture.id, 'the picture is ready and has no variant');
  for (const size of sizes) {
    const wanted = [`${size}.jpeg`, `${size}.webp`, ...(picture.animated ? [`${size}-static.webp`] : [])];
    for (const one of wanted) {
      if (!made.has(one)) findings.breach(picture.id, `the variant ${one} is missing`);
    }
  }
  for (const { name, format } of picture.variants) {
    if (!Object.hasOwn(CONTENT_TYPES, format)) {
      findings.breach(picture.id, `the variant ${name}.${format} has an unknown format`);
    }
  }
}

/** `blobs/<organization>/<aa>/<storage id>/<name>.<extension>`, derived here a second time. */
export function checkKeys(picture: AuditedPicture, findings: Findings): void {
  const folder = (BigInt(picture.storage_id) & 255n).toString(16).padStart(2, '0');
  const prefix = `blobs/${picture.organization_id}/${folder}/${picture.storage_id}/`;
  for (const { name, format, key } of picture.variants) {
    findings.examined();
    const expected = `${prefix}${name}.${EXTENSIONS[format] ?? format}`;
    if (key !== expected) findings.breach(key, `the key of picture ${picture.id} should be ${expected}`);
  }
}
