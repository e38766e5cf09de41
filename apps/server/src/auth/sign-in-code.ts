import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

const LIVES = "interval '15 minutes'";

/** A new one-time code of 256 bits; the database keeps only its SHA-256, for 15 minutes. */
export async function createSignInCode(db: Database): Promise<string> {
  const code = randomBytes(32).toString('base64url');
  await db.execute(sql`DELETE FROM shared.sign_in_codes WHERE expires_at < now()`);
  await db.execute(
    sql`INSERT INTO shared.sign_in_codes (hash, expires_at) VALUES (${digest(code)}, now() + ${sql.raw(LIVES)})`,
  );
  return code;
}

/** True for the first who brings a code in time: the deleted row is the proof. */
export async function spendSignInCode(db: Database, code: string): Promise<boolean> {
  const { rowCount } = await db.execute(
    sql`DELETE FROM shared.sign_in_codes WHERE hash = ${digest(code)} AND expires_at > now()`,
  );
  return rowCount === 1;
}

const digest = (code: string) => createHash('sha256').update(code).digest();
