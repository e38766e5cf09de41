import { Command } from 'commander';

export function storageCheckCommand(): Command {
  return new Command('check')
    .description('Try every operation on the configured store, and time it. Leaves nothing behind.')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
It writes some 20 MB under a prefix of its own and removes them again; a server may be at work meanwhile.
Exit codes: 0 all work, 1 one does not, 78 a setting is wrong.

Examples:
  $ likeness storage check
  $ likeness storage check --json`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      const { loadConfig, loadEnvironmentFile, openStoreOf, storePlace } = await import('@likeness/server');
      const { tryStore } = await import('../storage/try-store.ts');
      const { formatTable } = await import('../text-table.ts');
      loadEnvironmentFile();
      const config = loadConfig();
      const { where } = storePlace(config);
      const operations = await tryStore(await openStoreOf(config, config.storage.backend));
      const failed = operations.filter(({ error }) => error !== undefined);
      if (json) {
        process.stdout.write(
          `${JSON.stringify({ store: where, ok: failed.length === 0, operations }, null, 2)}\n`,
        );
      } else {
        const rows = operations.map(({ operation, ms, error }) => [operation, ms.toFixed(1), error ?? 'ok']);
        process.stdout.write(`${where}\n\n${formatTable(['operation', 'ms', 'result'], rows)}\n`);
      }
      if (failed.length > 0) process.exitCode = 1;
    });
}
