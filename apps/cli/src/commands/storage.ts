import { Command } from 'commander';
import { storageCheckCommand } from './storage-check.ts';
import { storageMigrateCommand } from './storage-migrate.ts';
import { storageSetupCommand } from './storage-setup.ts';

export function storageCommand(): Command {
  return new Command('storage')
    .description('Set up, check and move the store of the objects.')
    .addCommand(storageSetupCommand())
    .addCommand(storageCheckCommand())
    .addCommand(storageMigrateCommand())
    .addHelpText(
      'after',
      `
Examples:
  $ likeness storage setup --dry-run         what the bucket lacks
  $ likeness storage setup
  $ likeness storage check                   every operation, with its time
  $ likeness storage migrate --help          from a folder to S3, and back`,
    );
}
