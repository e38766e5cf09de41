export type { components, operations, paths } from './api.generated.ts';
export type { Likeness, LikenessOptions } from './create-likeness.ts';
export { createLikeness } from './create-likeness.ts';
export type { ProblemDocument } from './likeness-error.ts';
export { LikenessError } from './likeness-error.ts';
