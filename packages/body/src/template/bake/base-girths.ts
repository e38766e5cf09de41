/**
 * What a tape shows on the base bodies, in centimetres: the means of ANSUR II (3,259 men and 1,613 women of the
 * training rows). Arm girths are relaxed: 0.92/0.95 of the flexed upper arm, 0.975/0.98 of the flexed forearm,
 * as in measurements/derived.ts. The natural waist is 2.3 and 6.6 less than the girth at the navel.
 */
export const BASE_GIRTHS = {
  male: {
    chest: 105.9,
    waistNatural: 91.8,
    waistOmphalion: 94.1,
    hip: 101.9,
    neck: 39.8,
    thigh: 62.5,
    calf: 39.2,
    bicep: 33,
    forearm: 30.2,
    wrist: 17.6,
    ankle: 22.9,
  },
  female: {
    chest: 94.6,
    waistNatural: 79.4,
    waistOmphalion: 86,
    hip: 102.1,
    neck: 33,
    thigh: 61.6,
    calf: 37.3,
    bicep: 29,
    forearm: 25.9,
    wrist: 15.5,
    ankle: 21.6,
  },
} as const;
