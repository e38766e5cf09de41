/**
 * What the person shown agrees to. A change of the text is a new version: each photo's row names the one that held
 * when it came.
 */
export const CONSENT_WORDING = {
  version: '2026-11-1',
  text: 'I am the person in these photos, or have that person’s consent, and that person is an adult. The photos are used once, to measure the body they show, on this server only; they are used for nothing else, shown to nobody else, and not used for training. They are deleted when they have been measured, or when the time that this server states has passed.',
} as const;

/** `stated`: the form said so; `upload`: whoever sent the photos agreed by sending them. */
export type ConsentGiven = 'stated' | 'upload';
