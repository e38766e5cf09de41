import { createHash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { BUILT_IN_PRESETS, type Preset } from '../config/presets.ts';
import { Problem } from '../errors.ts';

export interface NamedPreset {
  /** As blobs record it: a custom preset carries a hash of its sizes, so changing them makes new pictures. */
  name: string;
  sizes: Preset;
}

/** @throws Problem `unknown_preset` */
export function presetNamed(pictures: Config['pictures'], name: string = pictures.preset): NamedPreset {
  const sizes = Object.hasOwn(pictures.presets, name) ? pictures.presets[name] : undefined;
  if (!sizes) {
    const known = Object.keys(pictures.presets).join(', ');
    throw new Problem('unknown_preset', `There is no preset "${name.slice(0, 40)}". Choose one of ${known}.`);
  }
  if (Object.hasOwn(BUILT_IN_PRESETS, name)) return { name, sizes };
  const hash = createHash('sha256').update(JSON.stringify(sizes)).digest('hex').slice(0, 8);
  return { name: `${name}#${hash}`, sizes };
}
