import { Command } from 'commander';

export function storageSetupCommand(): Command {
  return new Command('setup')
    .description('Make the bucket and set it up: encryption, no public access, CORS, leftovers, the CDN.')
    .option('--dry-run', 'tell what would be done, and change nothing')
    .addHelpText(
      'after',
      `
It takes the bucket, the region and the credentials from the settings that the server has, and may be called again at
any time: what is as it should be is left, and so are rules of others. The credentials need more rights than the
server's; docs/storage.md lists both.
Exit codes: 0 done, 1 the store failed, 78 a setting is wrong.

Examples:
  $ S3_BUCKET_NAME=pictures AWS_REGION=eu-central-1 likeness storage setup --dry-run
  $ likeness storage setup`,
    )
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const { loadConfig, loadEnvironmentFile, setUpStore } = await import('@likeness/server');
      loadEnvironmentFile();
      for await (const { step, state, detail } of setUpStore(loadConfig(), { dryRun })) {
        process.stdout.write(`${step.padEnd(14)} ${state.padEnd(15)} ${detail}\n`);
      }
      if (dryRun) process.stderr.write('Nothing was changed.\n');
    });
}
