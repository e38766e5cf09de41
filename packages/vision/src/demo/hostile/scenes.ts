import type { Rgb } from '@likeness/body';
import type { Photo } from '../../types.ts';
import { randomFrom } from '../random.ts';
import { css, pixelsOf } from '../sheet.ts';

/** A picture without anybody, in units of 300 by 400. */
export type Scene = (seed: number) => string;

/** Hills, trees, a lake and clouds. */
export const landscape: Scene = (seed) => {
  const random = randomFrom(seed);
  const hills = [200, 240, 275].map((y, i) => {
    const points = Array.from({ length: 13 }, (_, k) => `${k * 25},${y - random.between(0, 60 - i * 15)}`);
    return `<polygon points="0,400 ${points.join(' ')} 300,400" fill="${css([70 - i * 12, 110 - i * 8, 90 - i * 25])}"/>`;
  });
  const trees = Array.from({ length: 16 }, () => {
    const [x, y, tall] = [random.between(0, 300), random.between(270, 380), random.between(25, 110)];
    const green: Rgb = [random.between(20, 60), random.between(60, 110), random.between(20, 50)];
    return (
      `<rect x="${x - tall * 0.03}" y="${y - tall * 0.3}" width="${tall * 0.06}" height="${tall * 0.3}" fill="#4a3524"/>` +
      `<polygon points="${x - tall * 0.22},${y - tall * 0.25} ${x},${y - tall} ${x + tall * 0.22},${y - tall * 0.25}" fill="${css(green)}"/>`
    );
  });
  return (
    '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#5b8fd0"/>' +
    '<stop offset="0.6" stop-color="#dfeaf2"/></linearGradient></defs><rect width="300" height="400" fill="url(#sky)"/>' +
    `<ellipse cx="70" cy="60" rx="46" ry="13" fill="#fff"/>${hills.join('')}` +
    `<ellipse cx="190" cy="320" rx="90" ry="16" fill="#7fa8bf"/>${trees.join('')}`
  );
};

/** A cat that sits upright and looks at the camera. */
export const cat: Scene = (seed) => {
  const fur = css([140 + (seed % 5) * 15, 110, 80]);
  const whiskers = [-1, 1].flatMap((side) =>
    [-4, 0, 4].map(
      (drop) =>
        `<path d="M${150 + side * 10} ${162 + drop} l${side * 36} ${drop}" stroke="#eee" stroke-width="0.8"/>`,
    ),
  );
  return (
    '<rect width="300" height="400" fill="#c8bca8"/><rect y="300" width="300" height="100" fill="#8a6a4c"/>' +
    `<path d="M205 340 Q270 330 250 250" stroke="${fur}" stroke-width="14" fill="none" stroke-linecap="round"/>` +
    `<ellipse cx="150" cy="270" rx="58" ry="86" fill="${fur}"/><ellipse cx="150" cy="280" rx="32" ry="60" fill="#e6d8c4"/>` +
    `<ellipse cx="122" cy="350" rx="17" ry="11" fill="${fur}"/><ellipse cx="178" cy="350" rx="17" ry="11" fill="${fur}"/>` +
    `<rect x="110" y="270" width="24" height="80" rx="12" fill="${fur}"/><rect x="166" y="270" width="24" height="80" rx="12" fill="${fur}"/>` +
    `<polygon points="106,130 112,78 142,112" fill="${fur}"/><polygon points="194,130 188,78 158,112" fill="${fur}"/>` +
    `<ellipse cx="150" cy="148" rx="50" ry="43" fill="${fur}"/>` +
    '<ellipse cx="130" cy="142" rx="9" ry="10" fill="#b8cf5a"/><ellipse cx="170" cy="142" rx="9" ry="10" fill="#b8cf5a"/>' +
    '<ellipse cx="130" cy="142" rx="3" ry="9" fill="#111"/><ellipse cx="170" cy="142" rx="3" ry="9" fill="#111"/>' +
    `<polygon points="145,160 155,160 150,167" fill="#c77"/><path d="M150 167 q-8 10 -16 4 M150 167 q8 10 16 4" stroke="#433" fill="none"/>${whiskers.join('')}`
  );
};

/** A dog seen from the side, on four legs. */
export const dog: Scene = (seed) => {
  const coat = css([96 + (seed % 5) * 20, 72, 48]);
  const legs = [88, 112, 198, 220].map(
    (x) =>
      `<rect x="${x}" y="250" width="17" height="100" rx="8" fill="${coat}"/><ellipse cx="${x + 5}" cy="350" rx="15" ry="7" fill="${coat}"/>`,
  );
  return (
    '<rect width="300" height="400" fill="#b7cfdc"/><rect y="290" width="300" height="110" fill="#6f8f4a"/>' +
    `${legs.join('')}<ellipse cx="158" cy="228" rx="84" ry="44" fill="${coat}"/>` +
    `<path d="M236 210 Q282 190 276 140" stroke="${coat}" stroke-width="12" fill="none" stroke-linecap="round"/>` +
    `<path d="M80 235 L60 165 L110 160 L130 210Z" fill="${coat}"/><ellipse cx="74" cy="150" rx="38" ry="32" fill="${coat}"/>` +
    `<ellipse cx="42" cy="163" rx="26" ry="15" fill="${coat}"/><ellipse cx="20" cy="158" rx="7" ry="5" fill="#1a1414"/>` +
    '<ellipse cx="97" cy="152" rx="12" ry="30" fill="#3a2818"/><circle cx="62" cy="140" r="4.5" fill="#14100c"/>'
  );
};

/** A hall stand with a coat and a hat: as tall as a person. */
export const coatStand: Scene = () =>
  '<rect width="300" height="400" fill="#d8d2c6"/><rect y="330" width="300" height="70" fill="#94704e"/>' +
  '<rect x="146" y="60" width="8" height="300" fill="#4a3020"/><path d="M110 365 L150 335 L190 365" stroke="#4a3020" stroke-width="8" fill="none"/>' +
  '<path d="M150 105 Q105 115 100 160 L92 300 L208 300 L200 160 Q195 115 150 105Z" fill="#39465a"/>' +
  '<path d="M102 150 L82 260 L100 264 L112 170Z M198 150 L218 260 L200 264 L188 170Z" fill="#323e50"/>' +
  '<ellipse cx="150" cy="72" rx="36" ry="9" fill="#5a4432"/><ellipse cx="150" cy="62" rx="20" ry="16" fill="#644c38"/>';

/** The scene at a size, pixels. */
export async function photographed(scene: string, width: number, height: number): Promise<Photo> {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 300 400" ` +
    `preserveAspectRatio="xMidYMid slice">${scene}</svg>`;
  return { width, height, rgb: await pixelsOf(svg) };
}
