import { Command, Option } from 'commander';
import { interruptible } from '../backup-progress.ts';

type Engine = 'postgres' | 'mongodb';

const ENGINES: Engine[] = ['postgres', 'mongodb'];
const engine = (flags: string, description: string) =>
  new Option(flags, description).choices(ENGINES).makeOptionMandatory();

export function modelsCommand(): Command {
  const models = new Command('models').description('Documents of body models.');
  models
    .command('migrate')
    .description('Move the documents of bodies from one engine to the other, each read back and compared.')
    .addOption(engine('--from <engine>', 'where they are'))
    .addOption(engine('--to <engine>', 'where they go'))
    .addHelpText(
      'after',
      `
MONGODB_URL names the MongoDB in both directions. Servers and workers may go on running; interrupted, it goes on
where it was. New bodies go to MongoDB while MONGODB_URL is set: to leave it, stop the servers, move, start without.

Examples:
  $ MONGODB_URL=mongodb://db/likeness likeness models migrate --from postgres --to mongodb
  $ MONGODB_URL=mongodb://db/likeness likeness models migrate --from mongodb --to postgres`,
    )
    .action(async (options: { from: Engine; to: Engine }) => {
      process.exitCode = await migrate(options);
    });
  return models;
}

async function migrate({ from, to }: { from: Engine; to: Engine }): Promise<number> {
  const server = await import('@likeness/server');
  const { SingleBar } = await import('cli-progress');
  server.loadEnvironmentFile();
  const config = server.loadConfig();
  if (config.mongodb.url === undefined) {
    throw new server.ConfigurationError('MONGODB_URL', 'is needed to move documents to or from MongoDB.');
  }
  if (from === to) throw new server.ConfigurationError('--to', 'is where they are already.');
  const log = server.createLog({ level: 'warn' });
  const services = await server.openServices({ config, log, role: 'models' });
  const bar = process.stderr.isTTY ? new SingleBar({ format: '{bar} {value}/{total}' }) : undefined;
  try {
    const { moved, damaged } = await server.moveDocuments(services.bodies.context, {
      from,
      to,
      signal: interruptible(),
      onProgress(done, total) {
        if (done === 1) bar?.start(total, done);
        bar?.update(done);
      },
    });
    bar?.stop();
    process.stdout.write(`Moved ${moved} documents from ${from} to ${to}\n`);
    for (const id of damaged) {
      process.stderr.write(`The document of model ${id} is missing or damaged; it was left as it is\n`);
    }
    return damaged.length === 0 ? 0 : 1;
  } finally {
    bar?.stop();
    await server.closeServices(services);
  }
}
