import { index, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, id, moment } from './columns.ts';
import { shared, users } from './schema.ts';

/**
 * Who is signed in by link or by an identity provider. A cookie names its row; signing out deletes it, and the cookie
 * is worth nothing. Of the link, the cookie is a token that says who it is; of a provider, the row says it.
 */
export const sessions = shared.table(
  'sessions',
  {
    id: id(),
    /** SHA-256 of what the cookie holds. */
    hash: bytea('hash').unique(),
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    role: text('role'),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** People on their way to an identity provider and back; whoever comes back spends the row by deleting it. */
export const oidcSignIns = shared.table('oidc_sign_ins', {
  /** SHA-256 of what the address (`state`) and the cookie hold. */
  hash: bytea('hash').primaryKey(),
  nonce: text('nonce').notNull(),
  /** Of PKCE. */
  verifier: text('verifier').notNull(),
  returnTo: text('return_to').notNull(),
  expiresAt: moment('expires_at').notNull(),
});

/** One-time codes of the sign-in link, as SHA-256; a code is spent by deleting its row. */
export const signInCodes = shared.table('sign_in_codes', {
  hash: bytea('hash').primaryKey(),
  expiresAt: moment('expires_at').notNull(),
});
