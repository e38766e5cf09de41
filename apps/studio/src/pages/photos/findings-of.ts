import type { Kind } from './capture.ts';
import type { PhotoFinding } from './use-sending.ts';

/** Told of the side photo, but by a comparison with the front one. */
const COMPARED = 'unlike_each_other';

/**
 * What is wrong with one of the photos. That both do not look alike counts only where nothing else is wrong: a front
 * photo without feet is unlike any side photo, and that one need not be taken again.
 */
export function findingsOf(kind: Kind, findings: readonly PhotoFinding[]): readonly PhotoFinding[] {
  const others = findings.some(({ code, severity }) => severity === 'error' && code !== COMPARED);
  return findings.filter(({ photo, code }) => photo === kind && !(others && code === COMPARED));
}
