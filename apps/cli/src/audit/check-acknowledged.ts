import pLimit from 'p-limit';
import { type Acknowledged, acknowledgedLines } from './acknowledged-lines.ts';
import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';
import { readObject } from './read-object.ts';

const PAGE = 500;
/** Renditions that are known to be right; many lines speak of the same one. */
const REMEMBERED = 100_000;

/** Every rendition that was acknowledged and not deleted since reads back with its hash. */
export async function checkAcknowledged(context: AuditContext): Promise<CheckReport[]> {
  if (context.acknowledged === undefined) return [];
  const findings = new Findings('acknowledged pictures read back', ['I1']);
  const verified = new Set<string>();
  let page: Acknowledged[] = [];
  const check = async () => {
    await checkPage(context, page, verified, findings);
    page = [];
    if (verified.size > REMEMBERED) verified.clear();
  };
  for await (const line of acknowledgedLines(context.acknowledged)) {
    findings.examined();
    if (verified.has(identityOf(line))) continue;
    page.push(line);
    if (page.length === PAGE) await check();
  }
  if (page.length > 0) await check();
  return [findings.report()];
}

const nameOf = ({ avatarId, name, format }: Acknowledged) => `${avatarId}/${name}.${format}`;
const identityOf = (line: Acknowledged) => `${nameOf(line)} ${line.sha256}`;

async function checkPage(
  context: AuditContext,
  page: Acknowledged[],
  verified: Set<string>,
  findings: Findings,
): Promise<void> {
  const { rows } = await context.pool.query<{ name: string; key: string }>(
    `SELECT v.blob_id || '/' || v.name || '.' || v.format AS name, v.key
     FROM portrait.blobs b JOIN portrait.variants v ON v.blob_id = b.id
     WHERE b.id = ANY ($1::uuid[]) AND b.state = 'ready'`,
    [[...new Set(page.map(({ avatarId }) => avatarId))]],
  );
  const keys = new Map(rows.map(({ name, key }) => [name, key]));
  const limit = pLimit(context.parallel);
  const unique = new Map(page.map((line) => [identityOf(line), line]));
  await Promise.all(
    [...unique].map(([identity, line]) =>
      limit(async () => {
        context.signal?.throwIfAborted();
        const key = keys.get(nameOf(line));
        const wrong = key === undefined ? 'nothing is stored' : await compare(context, key, line);
        if (wrong === undefined) verified.add(identity);
        else findings.breach(nameOf(line), `${wrong}, against line ${line.line}`);
      }),
    ),
  );
}

async function compare(context: AuditContext, key: string, line: Acknowledged): Promise<string | undefined> {
  const read = await readObject(context.store, key, context.signal);
  if (!read.found) return read.why;
  return read.sha256 === line.sha256 ? undefined : 'other bytes are stored';
}
