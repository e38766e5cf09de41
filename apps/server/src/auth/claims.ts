import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { ROLES, type Role } from './principal.ts';

/** What a checked token says of its bearer. */
export interface Claims {
  issuer: string;
  subject: string;
  organization: string;
  role: Role;
  permissions: string[];
  /** ms since 1970 */
  expiresAt?: number;
  /** Of a token of ours that came by the sign-in link: works as long as the session is open. */
  session?: string;
}

/** `iss` of the tokens that we make, unless LIKENESS_JWT_ISSUER says another. */
export const OWN_ISSUER = 'likeness';
/** `aud` of the tokens that we make, unless LIKENESS_JWT_AUDIENCE says another. */
export const OWN_AUDIENCE = 'likeness';
/** Not `sid` or `session`: other issuers mean something else by those. */
export const SESSION_CLAIM = 'likeness_session';
export const DEFAULT_ORGANIZATION = 'default';

// A NUL cannot be stored as text, no control character is part of a name, and of lone surrogates PostgreSQL
// would make one and the same character: two people would be one.
const name = z
  .string()
  .min(1)
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u);

const schema = z.object({
  iss: z.string().min(1),
  userId: name.optional(),
  sub: name.optional(),
  org: name.default(DEFAULT_ORGANIZATION),
  role: z.enum(ROLES).default('user'),
  permissions: z.array(z.string().min(1).max(100)).max(100).default([]),
  [SESSION_CLAIM]: z.uuid().optional(),
});

/** Undefined when a claim is not what we take: an unknown role is not a lesser role. */
export function readClaims(payload: JWTPayload): Claims | undefined {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { iss, userId, sub, org, role, permissions, [SESSION_CLAIM]: session } = parsed.data;
  const expiry = payload.exp === undefined ? undefined : { expiresAt: payload.exp * 1_000 };
  const subject = userId ?? sub;
  if (subject === undefined) return undefined;
  return {
    issuer: iss,
    subject,
    organization: org,
    role,
    permissions,
    ...expiry,
    ...(session && { session }),
  };
}
