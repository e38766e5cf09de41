import type { Day } from './admin-api.ts';

/** What a chart of days shows: the solid part of a bar, and the hatched one above it. */
export const SERIES = {
  uploads: { solid: 'new', hatched: 'duplicates', bytes: false },
  storage: { solid: 'storedBytes', hatched: 'savedBytes', bytes: true },
  bodies: { solid: 'bodies', hatched: undefined, bytes: false },
} as const;
export type SeriesName = keyof typeof SERIES;

/** Uploads are counted with their duplicates; in a bar the two stand above each other. */
export const chartDays = (days: readonly Day[]) =>
  days.map((day) => ({ ...day, new: Math.max(0, day.uploads - day.duplicates) }));
