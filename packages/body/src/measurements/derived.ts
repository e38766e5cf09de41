import type { Sex } from './definitions.ts';

/**
 * Measures that ANSUR II did not take, each as a linear function of ones it took plus an error of its own. They
 * join the statistics as further variables, so that they can be given, and come out, like any other, and their
 * conversion error is part of every sigma. These are the weakest numbers of the package; here is where they rest.
 *
 * Natural waist. Published for the 1988 Army survey, which took both: navel minus natural girth 2.3 ± 2.6 cm in men,
 * 6.6 ± 4.0 in women. As spread at the narrowest place is smaller than at the navel, a constant difference would be
 * wrong for slim and heavy bodies: slopes 0.88 and 0.74 and the residual sigmas follow from those two figures and
 * from the ratio of the standard deviations at both sites (0.92 and 0.84 in 223 men and 292 women of Ahvaz,
 * Jundishapur Sci. Med. J., six waist sites), centred on navel girths of 86 and 79 cm.
 * For those women (mean navel girth 86.8) it gives 78.4; they measured 78.6. For the men (84.8) 82.6; they measured
 * 81.0, within the sigma.
 *
 * ISO waist, midway between lowest rib and hip bone. It lies between the other two; the same study gives a
 * share of the way from the natural to the navel girth of 0.46 in women and 0.89 in men. The men's two girths differ
 * little, so their share is poorly known and taken as 0.7. Sigma 0.8 (men) and 1.2 (women) for the interpolation.
 *
 * High hip. No survey column; interpolated at 0.4 of the way from navel girth to hip girth, as its level lies about
 * a fifth of the height between them and the trunk widens fast there. Sigma 2.5: our own estimate.
 *
 * Relaxed arm. ANSUR II took the arm bent and tensed. The relaxed arm is taken as 0.92 (men) and 0.95 (women) of it,
 * the forearm as 0.975 and 0.98: the few per cent that kinanthropometric surveys with both poses report. Sigma
 * 0.8 and 0.7, 0.4: our own estimates, not fitted.
 */
export const DERIVED_KEYS = ['waistNatural', 'waist', 'highHip', 'bicep', 'forearm'] as const;

export type DerivedKey = (typeof DERIVED_KEYS)[number];

export interface Derivation {
  /** Names of survey variables, or of measures derived before this one, with their factors. */
  terms: Readonly<Record<string, number>>;
  /** cm. */
  offset: number;
  /** Standard deviation of the conversion itself, cm. */
  sigma: number;
}

export const DERIVATIONS: Readonly<Record<Sex, Readonly<Record<DerivedKey, Derivation>>>> = {
  female: {
    waistNatural: { terms: { waistOmphalion: 0.74 }, offset: 79 - 6.6 - 0.74 * 79, sigma: 3.4 },
    waist: { terms: { waistOmphalion: 0.46, waistNatural: 0.54 }, offset: 0, sigma: 1.2 },
    highHip: { terms: { waistOmphalion: 0.6, hip: 0.4 }, offset: 0, sigma: 2.5 },
    bicep: { terms: { bicepFlexed: 0.95 }, offset: 0, sigma: 0.7 },
    forearm: { terms: { forearmFlexed: 0.98 }, offset: 0, sigma: 0.4 },
  },
  male: {
    waistNatural: { terms: { waistOmphalion: 0.88 }, offset: 86 - 2.3 - 0.88 * 86, sigma: 2.4 },
    waist: { terms: { waistOmphalion: 0.7, waistNatural: 0.3 }, offset: 0, sigma: 0.8 },
    highHip: { terms: { waistOmphalion: 0.6, hip: 0.4 }, offset: 0, sigma: 2.5 },
    bicep: { terms: { bicepFlexed: 0.92 }, offset: 0, sigma: 0.8 },
    forearm: { terms: { forearmFlexed: 0.975 }, offset: 0, sigma: 0.4 },
  },
};

/** The mean a derived measure has for a person whose survey measures are known exactly; cm. */
export function derivedFrom(sex: Sex, key: DerivedKey, measured: Readonly<Record<string, number>>): number {
  const { terms, offset } = DERIVATIONS[sex][key];
  return Object.entries(terms).reduce((sum, [name, factor]) => {
    const known = measured[name] ?? derivedFrom(sex, name as DerivedKey, measured);
    return sum + factor * known;
  }, offset);
}
