import type { Sex } from './definitions.ts';

/**
 * Measures that ANSUR II did not take, each as a linear function of ones it took plus an error of its own. They
 * join the statistics as further variables, so that they can be given, and come out, like any other, and their
 * conversion error is part of every sigma. These are the weakest numbers of the package; here is where they rest.
 *
 * Natural waist. Starts from navel minus natural girth being 2.3 ± 2.6 cm in men and 6.6 ± 4.0 in women: figures
 * taken over, not fitted here, as the table has no natural waist. Girths spread less at the narrowest place than at
 * the navel, so a constant difference would be wrong for slim and heavy bodies: slopes 0.88 and 0.74 and residual
 * sigmas 2.4 and 3.4 follow from those figures and from the ratio of the standard deviations at both sites, 0.92 and
 * 0.84 in 223 men and 292 women of Ahvaz (Jundishapur Scientific Medical Journal, "Comparison of waist
 * circumference measured at six different sites"). The difference is taken to hold at navel girths of 86 and 79, about
 * the means of the leaner Army of 1988: an assumption. Were it to hold at the means of ANSUR II (94 and
 * 86), natural waists would be 1.0 and 1.8 higher, and further from the Ahvaz people: for their women (navel 86.8,
 * natural 78.6) this gives 78.2, for their men (84.8, natural 81.0) 82.6.
 *
 * ISO waist, midway between lowest rib and hip bone. It lies between the other two; the same study puts it at
 * 0.46 of the way from the natural to the navel girth in women and 0.89 in men. The men's two girths differ
 * little, so their share is poorly known and taken as 0.7. Sigma of the interpolation 0.8 (men), 1.2 (women): ours.
 *
 * High hip. No survey column; interpolated at 0.4 of the way from navel girth to hip girth, as its level lies about
 * a fifth of the height between them and the trunk widens fast there. Sigma 2.5: our own estimate.
 *
 * Relaxed arm. ANSUR II took the arm bent and tensed. The relaxed arm is taken as 0.92 (men) and 0.95 (women) of it,
 * the forearm as 0.975 and 0.98. Ratios and sigmas (0.8 and 0.7; 0.4) are our own estimates of the few per cent that
 * tensing adds, not fitted on data. Who measured a tensed arm should give `bicepFlexed`, which needs no conversion.
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
