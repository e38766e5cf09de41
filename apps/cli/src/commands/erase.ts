import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ErasureCertificate, Services } from '@likeness/server';
import { Command } from 'commander';
import { requireDatabase } from '../existing-database.ts';

interface EraseOptions {
  user?: string;
  id?: string;
  org?: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function eraseCommand(): Command {
  return new Command('erase')
    .description('Erase a person for good and print a certificate of what went, or check one.')
    .addCommand(person(), { isDefault: true })
    .addCommand(verify())
    .addHelpText(
      'after',
      `
The server need not run; what it has to tell others waits for it. Exit codes: 0 done, 1 nobody was found or the
certificate is not genuine.

Examples:
  $ likeness erase --user anna > certificate.json
  $ likeness erase --user anna --org acme
  $ likeness erase verify certificate.json`,
    );
}

function person(): Command {
  return new Command('person')
    .description('Pictures with the history, bodies, photos, name, sessions and the key that sealed it all.')
    .option('--user <userId>', "the userId of the person's tokens")
    .option('--org <name>', 'the organization; by default the one named "default"')
    .option('--id <uuid>', 'the id of the person instead, as the audit log has it')
    .action(async (options: EraseOptions) => {
      const wrong = whatIsWrong(options);
      process.exitCode =
        wrong === undefined ? await onServices((services) => erase(services, options)) : fail(wrong);
    });
}

function whatIsWrong({ user, id }: EraseOptions): string | undefined {
  if ((user === undefined) === (id === undefined)) return 'name one person, by --user or by --id.';
  return id === undefined || UUID.test(id) ? undefined : '--id takes a UUID.';
}

async function erase(services: Services, { user, org, id }: EraseOptions): Promise<number> {
  const { DEFAULT_ORGANIZATION, erasePerson, findPeople, Problem } = await import('@likeness/server');
  const organization = org ?? DEFAULT_ORGANIZATION;
  const found =
    user === undefined ? [] : await findPeople(services.database.db, { userId: user, organization });
  if (found.length > 1) {
    const ids = found.map((one) => `  ${one.id}  ${one.issuer}`).join('\n');
    return fail(`several people are called so. Name one by --id:\n${ids}`);
  }
  const wanted = id ?? found[0]?.id;
  if (wanted === undefined) return fail(`nobody is called so in the organization ${organization}.`);
  try {
    const certificate = await erasePerson(services, {
      person: wanted,
      organizationId: undefined,
      by: { userId: null, requestId: `cli-${randomUUID()}` },
    });
    process.stdout.write(`${JSON.stringify(certificate, null, 2)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return fail('nobody has that id.');
    throw error;
  }
}

function verify(): Command {
  return new Command('verify')
    .description('Whether this installation made a certificate, and nobody changed it since.')
    .argument('<file>', 'the certificate as JSON')
    .action(async (file: string) => {
      const certificate = await readCertificate(file);
      process.exitCode =
        certificate === undefined
          ? fail(`${file} holds no certificate.`)
          : await onServices(async ({ sealing }) => {
              const { isGenuine } = await import('@likeness/server');
              if (!isGenuine(sealing, certificate)) return fail('the certificate is not genuine.');
              process.stdout.write('The certificate is genuine.\n');
              return 0;
            });
    });
}

/** @returns undefined when it is none */
async function readCertificate(file: string): Promise<ErasureCertificate | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const read: unknown = JSON.parse(text);
    const signed = typeof (read as { signature?: unknown } | null)?.signature === 'string';
    return signed ? (read as ErasureCertificate) : undefined;
  } catch {
    return undefined;
  }
}

async function onServices(work: (services: Services) => Promise<number>): Promise<number> {
  const server = await import('@likeness/server');
  server.loadEnvironmentFile();
  const config = server.loadConfig();
  await requireDatabase(config);
  const log = server.createLog({ level: 'warn' });
  const services = await server.openServices({ config, log, role: 'erase' });
  try {
    return await work(services);
  } finally {
    await server.closeServices(services);
  }
}

function fail(sentence: string): number {
  process.stderr.write(`likeness erase: ${sentence}\n`);
  return 1;
}
