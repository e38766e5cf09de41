import { createSignInCode } from '../auth/sign-in-code.ts';
import type { Services } from '../services.ts';

/**
 * The lines on stdout that say: ready, written at once so that whoever waits for the first has the second.
 * The code is in the fragment, which no browser sends and no proxy logs.
 */
export async function announce(url: string, { config, database }: Services): Promise<void> {
  const { access, server } = config;
  const lines = [`likeness listening on ${url}`];
  if (access.signInLink && server.loopback && access.jwksUrl === undefined) {
    lines.push(`sign in: ${url}/#code=${await createSignInCode(database.db)}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
