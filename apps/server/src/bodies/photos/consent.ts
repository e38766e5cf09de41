/**
 * What the person shown agrees to. A change of the text is a new version: each photo's row names the one that held
 * when it came.
 */
export const CONSENT_WORDING = {
  version: '2026-11-1',
  text: 'I am the person in these photos, or have that person’s consent, and that person is an adult. The photos are used once, to measure the body they show, on this server only; they are used for nothing else, shown to nobody else, and not used for training. They are deleted when they have been measured, or when the time that this server states has passed.',
  /** The same in other languages, by BCP 47 tag. */
  translations: {
    ar: 'أنا الشخص الظاهر في هذه الصور، أو لديّ موافقته، وهو بالغ. تُستخدم الصور مرة واحدة لقياس الجسم الظاهر فيها، على هذا الخادم وحده؛ ولا تُستخدم لشيء آخر، ولا تُعرض على أحد آخر، ولا يُدرَّب عليها شيء. وتُحذف بعد قياسها، أو عند انقضاء المدة التي يعلنها هذا الخادم.',
  },
} as const;

/** `stated`: the form said so; `upload`: whoever sent the photos agreed by sending them. */
export type ConsentGiven = 'stated' | 'upload';
