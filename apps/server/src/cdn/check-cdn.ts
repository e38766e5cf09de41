import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { awsErrorName } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { openDistribution } from './cloudfront.ts';
import { TOO_MANY_TRIES } from './invalidation-worker.ts';
import { openSigner } from './signer.ts';

/** One thing that was looked at. */
export interface CdnFinding {
  what: string;
  ok: boolean;
  /** A sentence. */
  found: string;
}

const PATIENCE = 10_000;

/** Looks at everything that is configured of the CDN: address, distribution, signing key, what waits to be sent. */
export async function checkCdn({ config, db }: { config: Config; db: Database }): Promise<CdnFinding[]> {
  const { url } = config.cdn;
  if (url === undefined) {
    return [
      { what: 'address', ok: false, found: 'CLOUDFRONT_URL is not set: pictures are served by this server.' },
    ];
  }
  const all = [await checkAddress(url), await checkDistribution(config, url), await checkSigner(config)];
  return [...all, await checkWaiting(db)].filter((finding) => finding !== undefined);
}

/** A picture that does not exist is asked for: only our own server says so in our own words. */
async function checkAddress(url: string): Promise<CdnFinding> {
  const what = 'address';
  try {
    const answer = await fetch(`${url}/avatars/${randomUUID()}/medium.jpg`, {
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await answer.text();
    if (answer.status === 404 && text.includes('"picture_not_found"')) {
      return { what, ok: true, found: `${url} leads to a Likeness.` };
    }
    return {
      what,
      ok: false,
      found: `${url} answered ${answer.status}, and not with the words of a Likeness.`,
    };
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return { what, ok: false, found: `${url} does not answer (${cause?.code ?? (error as Error).name}).` };
  }
}

async function checkDistribution(config: Config, url: string): Promise<CdnFinding | undefined> {
  const what = 'distribution';
  const distribution = await openDistribution(config);
  if (distribution === undefined) {
    return {
      what,
      ok: false,
      found: 'CLOUDFRONT_DISTRIBUTION_ID is not set: copies of what is deleted live on.',
    };
  }
  try {
    const { domains, enabled } = await distribution.hosts();
    const { hostname } = new URL(url);
    if (!enabled) return { what, ok: false, found: `${distribution.id} is disabled.` };
    return domains.includes(hostname)
      ? { what, ok: true, found: `${distribution.id} answers to ${hostname}.` }
      : {
          what,
          ok: false,
          found: `${distribution.id} answers to ${domains.join(', ')}, not to ${hostname}.`,
        };
  } catch (error) {
    const known = error instanceof ConfigurationError;
    return {
      what,
      ok: false,
      found: known ? error.message : `CloudFront does not answer (${awsErrorName(error)}).`,
    };
  } finally {
    distribution.close();
  }
}

async function checkSigner(config: Config): Promise<CdnFinding | undefined> {
  const what = 'signing key';
  try {
    const signer = await openSigner(config);
    return signer && { what, ok: true, found: `${config.cdn.keyPairId ?? ''} signs addresses and cookies.` };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { what, ok: false, found: error.message };
  }
}

async function checkWaiting(db: Database): Promise<CdnFinding> {
  const { rows } = await db.execute<{ waiting: number; tries: number | null }>(sql`
    SELECT (SELECT count(*)::int FROM shared.cdn_invalidations i LEFT JOIN shared.cdn_batches b ON b.reference = i.batch
      WHERE b.sent_at IS NULL) AS waiting,
      (SELECT max(attempts) FROM shared.cdn_batches WHERE sent_at IS NULL) AS tries`);
  const { waiting = 0, tries } = rows[0] ?? {};
  return {
    what: 'invalidations',
    ok: (tries ?? 0) < TOO_MANY_TRIES,
    found:
      waiting === 0 ? 'None waits.' : `${waiting} wait; the oldest request was tried ${tries ?? 0} times.`,
  };
}
