import { OFFERED_KEYS, TAPE_DEFINITIONS, TAPE_KEYS, type TapeKey } from '@likeness/body';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** A plain number as a number, whatever it is; anything else as text, for the package to read or to refuse. */
export function numberOrText(text: string): number | string {
  const clean = text.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(clean) ? Number(clean) : text;
}

/** sRGB of `#d6ac92`, `#dab` or `214,172,146`. */
export function colour(text: string): readonly [number, number, number] {
  const hex = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1];
  const bytes = hex
    ? [0, 1, 2].map((i) => {
        const size = hex.length / 3;
        return Number.parseInt(hex.slice(i * size, (i + 1) * size).repeat(3 - size), 16);
      })
    : text.split(',').map((part) => (/^\s*\d{1,3}\s*$/.test(part) ? Number(part) : 256));
  const [red = 256, green = 256, blue = 256, ...more] = bytes;
  if (more.length > 0 || [red, green, blue].some((byte) => byte > 255)) {
    throw new InvalidArgumentError('Use a colour such as #d6ac92 or 214,172,146.');
  }
  return [red, green, blue];
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const snake = (name: string) => kebab(name).replaceAll('-', '_');

/** Every way a measurement may be written as an option, our own first. */
function spellings(key: TapeKey): string[] {
  const names = [key, ...TAPE_DEFINITIONS[key].aliases];
  return [...new Set(names.flatMap((name) => [kebab(name), snake(name), name]))];
}

/**
 * Adds an option for each tape measure, in all its spellings; only our own are in the help.
 * @returns what was given, by the name it was given under; call it after parsing
 */
export function addMeasurementOptions(command: Command): () => Record<string, number | string> {
  const given: Record<string, number | string> = {};
  for (const key of TAPE_KEYS) {
    for (const [i, name] of spellings(key).entries()) {
      const { label } = TAPE_DEFINITIONS[key];
      const option = new Option(
        `--${name} <length>`,
        OFFERED_KEYS.includes(key as never) ? `${label}, beside the fifteen` : label,
      );
      option.argParser((text) => {
        if (Object.hasOwn(given, name)) throw new InvalidArgumentError('It was given twice.');
        given[name] = numberOrText(text);
        return text;
      });
      if (i > 0) option.hideHelp();
      command.addOption(option);
    }
  }
  return () => given;
}
