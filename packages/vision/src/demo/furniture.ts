import type { Rgb } from '@likeness/body';
import type { Random } from './random.ts';
import { blur, css, gradient, type Sheet, shaded } from './sheet.ts';

/** Puts into a room what rooms hold: all against the wall at `depth`, some of it right behind the person. */
export function furnish(on: Sheet, wall: Rgb, depth: number, random: Random): void {
  paper(on, wall, depth, random);
  const places = [-1.25, -0.35, 0.45, 1.3].map((x) => x + random.between(-0.2, 0.2));
  for (const x of places) {
    const piece = random.pick([picture, picture, bookcase, sofa, plant, door, window, chest, shelf]);
    piece(on, x, depth, random);
  }
  if (random.chance(0.6)) plant(on, random.pick([-1, 1]) * random.between(0.55, 1.1), depth + 0.25, random);
}

type Piece = (on: Sheet, x: number, depth: number, random: Random) => void;

const DARK: readonly Rgb[] = [
  [44, 42, 46],
  [58, 42, 34],
  [36, 46, 60],
];
const ANY: readonly Rgb[] = [
  ...DARK,
  [142, 104, 70],
  [206, 200, 190],
  [150, 60, 52],
  [70, 98, 84],
  [98, 110, 140],
  [190, 160, 60],
];

const loud = (random: Random): Rgb => [
  random.between(30, 230),
  random.between(30, 220),
  random.between(30, 220),
];

function paper(on: Sheet, wall: Rgb, depth: number, random: Random): void {
  const style = random.pick(['none', 'stripes', 'dots', 'bricks'] as const);
  const other = css(shaded(wall, random.pick([0.85, 0.92, 1.08])));
  if (style === 'stripes') {
    const wide = random.between(0.03, 0.14);
    for (let x = -3; x < 3; x += 2 * wide) on.upright(x, 0.07, x + wide, 3.4, depth, other);
  } else if (style === 'dots') {
    const step = random.between(0.12, 0.25);
    for (let x = -2.6; x < 2.6; x += step) {
      for (let y = 0.2; y < 3.2; y += step) on.upright(x, y, x + 0.035, y + 0.035, depth, other);
    }
  } else if (style === 'bricks') {
    for (let row = 0; row < 40; row++) {
      for (let x = -2.6 + (row % 2) * 0.12; x < 2.6; x += 0.24) {
        const brick = css(shaded(wall, random.between(0.78, 1.02)));
        on.upright(x, row * 0.08, x + 0.23, row * 0.08 + 0.07, depth, brick);
      }
    }
  }
}

const picture: Piece = (on, x, depth, random) => {
  const [w, h] = [random.between(0.18, 0.45), random.between(0.2, 0.5)];
  const y = random.between(1.1, 1.6);
  const frame = css(random.pick(ANY));
  on.upright(x - w / 2 + 0.02, y - 0.03, x + w / 2 + 0.03, y + h, depth, '#000', 'opacity="0.25"');
  on.upright(x - w / 2, y, x + w / 2, y + h, depth, frame);
  const [x0, x1, y0, y1] = [x - w / 2 + 0.03, x + w / 2 - 0.03, y + 0.03, y + h - 0.03];
  on.upright(x0, y0, x1, y1, depth, gradient(on, loud(random), loud(random)));
  for (let i = 0; i < 4; i++) {
    const [cx, cy, r] = [
      random.between(x0, x1 - 0.05),
      random.between(y0, y1 - 0.05),
      random.between(0.02, 0.06),
    ];
    on.upright(
      cx,
      cy,
      Math.min(x1, cx + r),
      Math.min(y1, cy + r * 1.4),
      depth,
      css(loud(random)),
      'opacity="0.8"',
    );
  }
};

const bookcase: Piece = (on, x, depth, random) => {
  const colour = random.pick(ANY);
  const [w, rows] = [random.between(0.6, 1), 5];
  on.box([x - w / 2, 0, depth], [x + w / 2, 1.9, depth + 0.28], colour);
  for (let row = 0; row < rows; row++)
    books(on, x - w / 2 + 0.03, x + w / 2 - 0.03, 0.08 + row * 0.36, depth + 0.28, random, colour);
};

function books(on: Sheet, from: number, to: number, y: number, z: number, random: Random, behind: Rgb): void {
  on.upright(from, y, to, y + 0.32, z, css(shaded(behind, 0.45)));
  for (let x = from; x < to - 0.06; ) {
    const wide = random.between(0.015, 0.05);
    if (random.chance(0.88)) {
      on.upright(x, y, x + wide, y + random.between(0.18, 0.29), z, css(shaded(loud(random), 0.85)));
    }
    x += wide + 0.002;
  }
}

const shelf: Piece = (on, x, depth, random) => {
  const y = random.between(1.3, 1.7);
  const colour = random.pick(ANY);
  books(on, x - 0.35, x + 0.35, y, depth + 0.2, random, [90, 86, 80]);
  on.box([x - 0.4, y - 0.03, depth], [x + 0.4, y, depth + 0.2], colour);
};

const sofa: Piece = (on, x, depth, random) => {
  const colour = random.pick(random.chance(0.5) ? DARK : ANY);
  on.box([x - 0.8, 0.08, depth], [x + 0.8, 0.85, depth + 0.25], shaded(colour, 0.9));
  on.box([x - 0.8, 0.08, depth + 0.2], [x + 0.8, 0.43, depth + 0.45], colour);
  for (const side of [-0.8, 0.66])
    on.box([x + side, 0.05, depth], [x + side + 0.14, 0.62, depth + 0.46], shaded(colour, 1.1));
  for (const side of [-0.6, 0.2])
    on.upright(x + side, 0.45, x + side + 0.38, 0.8, depth + 0.27, css(loud(random)));
};

const chest: Piece = (on, x, depth, random) => {
  const colour = random.pick(ANY);
  const w = random.between(0.5, 0.9);
  on.box([x - w / 2, 0, depth], [x + w / 2, 0.8, depth + 0.4], colour);
  for (let drawer = 0; drawer < 3; drawer++) {
    const y = 0.06 + drawer * 0.25;
    on.upright(x - w / 2 + 0.03, y, x + w / 2 - 0.03, y + 0.22, depth + 0.4, css(shaded(colour, 1.12)));
    on.upright(x - 0.05, y + 0.1, x + 0.05, y + 0.12, depth + 0.41, css(shaded(colour, 0.5)));
  }
};

const door: Piece = (on, x, depth, random) => {
  const colour = random.pick(ANY);
  on.upright(x - 0.48, 0, x + 0.48, 2.08, depth, css(shaded(colour, 1.2)));
  on.upright(x - 0.41, 0, x + 0.41, 2.01, depth, gradient(on, colour, shaded(colour, 0.8), false));
  for (const y of [0.2, 1.1]) on.upright(x - 0.28, y, x + 0.28, y + 0.72, depth, css(shaded(colour, 0.88)));
  on.upright(x + 0.3, 1, x + 0.36, 1.03, depth, '#c9c2a8');
};

const window: Piece = (on, x, depth, random) => {
  on.upright(x - 0.55, 0.95, x + 0.55, 2.15, depth, '#f4f4f2');
  for (const side of [-0.5, 0.03]) {
    on.upright(x + side, 1, x + side + 0.47, 2.1, depth, gradient(on, [214, 232, 248], [182, 204, 190]));
  }
  const cloth = loud(random);
  for (const side of [-0.75, 0.45]) {
    for (let fold = 0; fold < 5; fold++) {
      const from = x + side + fold * 0.06;
      on.upright(
        from,
        0.1,
        from + 0.06,
        2.3,
        depth + 0.05,
        gradient(on, shaded(cloth, 1.1), shaded(cloth, 0.75), false),
      );
    }
  }
};

const plant: Piece = (on, x, depth, random) => {
  const z = depth + 0.15;
  const metre = on.metre(z);
  const pot = random.pick(ANY);
  const foot = on.camera.project([x, 0.3, z]);
  if (!foot) return;
  on.add(
    `<ellipse cx="${foot.x}" cy="${foot.y + metre * 0.3}" rx="${metre * 0.2}" ry="${metre * 0.04}" fill="#000" opacity="0.35" filter="${blur(on, metre * 0.02)}"/>`,
  );
  on.polygon(
    [
      [x - 0.11, 0, z],
      [x + 0.11, 0, z],
      [x + 0.15, 0.3, z],
      [x - 0.15, 0.3, z],
    ],
    gradient(on, shaded(pot, 1.2), shaded(pot, 0.7), false),
  );
  const tall = random.between(0.5, 1.2);
  for (let leaf = 0; leaf < 26; leaf++) {
    const lean = random.between(-1, 1);
    const reach = metre * tall * random.between(0.5, 1);
    const [tx, ty] = [foot.x + lean * reach * 0.6, foot.y - reach * (1 - 0.35 * Math.abs(lean))];
    const [bx, by] = [foot.x + lean * reach * 0.12, foot.y - reach * 0.6];
    const thick = metre * random.between(0.02, 0.05);
    const green: Rgb = [random.between(30, 80), random.between(80, 140), random.between(40, 70)];
    on.add(
      `<path d="M${foot.x} ${foot.y} Q${bx - thick} ${by} ${tx} ${ty} Q${bx + thick * 1.5} ${by + thick} ${foot.x} ${foot.y}Z" fill="${css(green)}"/>`,
    );
  }
};
