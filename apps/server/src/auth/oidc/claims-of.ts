import type { OidcConfig } from '../../config/oidc.ts';
import { type Claims, readClaims } from '../claims.ts';
import { ROLES, type Role } from '../principal.ts';

type Said = Readonly<Record<string, unknown>>;

/**
 * Whom the provider's claims name. Permissions are not taken from them: `system` rules all organizations.
 *
 * @returns undefined when the subject or the organization is not what a name is
 */
export function claimsOf(
  said: Said,
  { roleClaim, orgClaim }: Pick<OidcConfig, 'roleClaim' | 'orgClaim'>,
): Claims | undefined {
  const { iss, sub } = said;
  const org = valueAt(said, orgClaim) ?? undefined;
  return readClaims({ iss, sub, role: roleOf(valueAt(said, roleClaim)), org } as Parameters<
    typeof readClaims
  >[0]);
}

/** The highest role among what the provider says; of an unknown one, the lowest. */
function roleOf(value: unknown): Role {
  const said: unknown[] = Array.isArray(value) ? value : [value];
  return ROLES.toReversed().find((role) => said.includes(role)) ?? 'user';
}

/** A claim by its name, which may hold dots itself, or by its path. */
export function valueAt(said: Said, name: string): unknown {
  if (Object.hasOwn(said, name)) return said[name];
  let value: unknown = said;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Said)[part];
  }
  return value;
}
