import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';

/** How long somebody may stay at the provider. */
export const SIGN_IN_SECONDS = 600;

/** What is kept while somebody is at the provider. */
export interface SignIn {
  nonce: string;
  /** Of PKCE. */
  verifier: string;
  returnTo: string;
}

/** Who brings the two halves back: what the address holds, and what the cookie of the same browser holds. */
export interface Halves {
  state: string;
  browser: string;
}

/** Of 256 bits, for a state or a browser. */
export const randomHalf = (): string => randomBytes(32).toString('base64url');
export const isHalf = (text: unknown): text is string => typeof text === 'string' && /^[\w-]{43}$/.test(text);

export async function keepSignIn(db: Database, halves: Halves, signIn: SignIn): Promise<void> {
  const { nonce, verifier, returnTo } = signIn;
  await db.execute(sql`
    INSERT INTO shared.oidc_sign_ins (hash, nonce, verifier, return_to, expires_at)
    VALUES (${digest(halves)}, ${nonce}, ${verifier}, ${returnTo}, now() + ${SIGN_IN_SECONDS} * interval '1 second')`);
}

/** For the first who comes back in time, in the browser that went: the deleted row is the proof. */
export async function spendSignIn(db: Database, halves: Halves): Promise<SignIn | undefined> {
  const { rows } = await db.execute<{ nonce: string; verifier: string; return_to: string }>(sql`
    DELETE FROM shared.oidc_sign_ins WHERE hash = ${digest(halves)} AND expires_at > now()
    RETURNING nonce, verifier, return_to`);
  return rows[0] && { nonce: rows[0].nonce, verifier: rows[0].verifier, returnTo: rows[0].return_to };
}

const digest = ({ state, browser }: Halves) => createHash('sha256').update(`${state}\n${browser}`).digest();
