import { mix } from './fields.ts';

/**
 * Heights and places of the base body, [man, woman], in centimetres: y up from the floor, z to the front, x to
 * the body's left. Heights are the means of ANSUR II (stature, chin from tragion, crotch, acromion, navel,
 * chest, trochanter, buttock, knee, malleolus); joints lie where such means put them.
 */
const PAIRS = {
  acromionX: [20.8, 18.25],
  stature: [175.6, 162.9],
  chinY: [152.6, 141.0],
  headScale: [1, 0.952],
  crotch: [84.6, 78.3],
  acromionY: [144.1, 133.5],
  shoulderX: [17.1, 15.1],
  shoulderY: [140.0, 129.8],
  shoulderZ: [-3, -3],
  elbowT: [29.5, 27],
  wristT: [55.5, 50.6],
  hipX: [9, 9],
  hipY: [91, 85],
  kneeY: [48.8, 44.9],
  ankleY: [7.6, 6.8],
  ankleX: [10.4, 9.65],
  ankleZ: [-3.6, -3.3],
  footScale: [1.045, 0.948],
  handScale: [0.995, 0.93],
  waistY: [110.5, 103.2],
  navelY: [105.6, 98.0],
  bustY: [129.1, 117.2],
  underY: [121.5, 111],
  hipMaxY: [88.8, 83.4],
  neckY: [149, 137.9],
  c7Y: [151.7, 139.6],
} as const;

export type Proportions = { [K in keyof typeof PAIRS]: number };

/** 0 is the man, 1 the woman; between them lies the body on which the topology is made. */
export function proportionsOf(sex: number): Proportions {
  const entries = Object.entries(PAIRS).map(([key, [man, woman]]) => [key, mix(man, woman, sex)]);
  return Object.fromEntries(entries) as Proportions;
}
