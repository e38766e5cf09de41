import { createSignInCode } from '../auth/sign-in-code.ts';
import type { Services } from '../services.ts';

/** The lines on stdout that say: ready. The code is in the fragment, which no browser sends and no proxy logs. */
export async function announce(url: string, { config, database }: Services): Promise<void> {
  const { access, server } = config;
  process.stdout.write(`likeness listening on ${url}\n`);
  if (access.signInLink && server.loopback && access.jwksUrl === undefined) {
    process.stdout.write(`sign in: ${url}/#code=${await createSignInCode(database.db)}\n`);
  }
}
