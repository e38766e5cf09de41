import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';

/** The entity tag of an entity's current picture, as `If-Match` takes it. */
export function portraitTag(avatarId: string): string {
  return `"${avatarId}"`;
}

/**
 * The request's `If-Match` and `If-None-Match: *` as a check of the current picture, to be called under the
 * entity's lock. Tags compare strongly (RFC 9110, 13.1.1).
 *
 * @throws Problem `precondition_failed` from the check
 */
export function preconditionOf(request: FastifyRequest): (currentAvatarId: string | undefined) => void {
  const match = request.headers['if-match'];
  const noneMatch = request.headers['if-none-match'];
  return (current) => {
    const tag = current === undefined ? undefined : portraitTag(current);
    if (match !== undefined && !matches(match, tag)) throw new Problem('precondition_failed');
    if (noneMatch !== undefined && matches(noneMatch, tag)) {
      throw new Problem(
        'precondition_failed',
        'There is a picture already, and If-None-Match says to keep it.',
      );
    }
  };
}

function matches(header: string, tag: string | undefined): boolean {
  if (tag === undefined) return false;
  return header.split(',').some((part) => part.trim() === '*' || part.trim() === tag);
}

/** The entity tag of what counts its versions. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/**
 * The request's `If-Match` as a check of a version, to be called under the row's lock.
 *
 * @throws Problem `precondition_failed` from the check
 */
export function versionCheckOf(request: FastifyRequest): (version: number) => void {
  const match = request.headers['if-match'];
  return (version) => {
    if (match !== undefined && !matches(match, versionTag(version))) throw new Problem('precondition_failed');
  };
}
