export type Rgb = readonly [red: number, green: number, blue: number];

/** WCAG 2, of white on it; a little more than 4.5, because colours are rounded. */
const CONTRAST = 4.6;

/**
 * A colour that always belongs to the same name, dark enough for white letters (4.5:1).
 *
 * @returns `#rrggbb`
 */
export function colourOfName(name: string): string {
  const hash = hashOf(name.normalize('NFC').trim().toLowerCase());
  const hue = hash % 360;
  const saturation = 0.38 + ((hash >>> 9) % 16) / 100;
  // yellow is bright and blue is dark at the same lightness, so each hue is darkened until letters can be read on it
  for (let lightness = 0.5; ; lightness -= 0.01) {
    const colour = rgbOf(hue, saturation, lightness);
    if (contrastToWhite(colour) >= CONTRAST) {
      return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    }
  }
}

/** WCAG 2: 1 to 21. */
export function contrastToWhite(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** FNV-1a, mixed once more so that names which differ in one letter are no neighbours. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rgbOf(hue: number, saturation: number, lightness: number): [number, number, number] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number) => {
    const at = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [part(0), part(8), part(4)];
}
