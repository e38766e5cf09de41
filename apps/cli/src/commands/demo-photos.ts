import { Command } from 'commander';
import { wholeNumber } from './arguments.ts';

const NOT_WRITTEN = 1;

export function demoPhotosCommand(): Command {
  return new Command('demo-photos')
    .description('Draw two photos of somebody who does not exist, to try a body from photos with.')
    .argument('[folder]', 'made when it is not there', 'demo-photos')
    .option('--size <pixels>', 'height of the pictures', wholeNumber(640, 4_032), 4_032)
    .option('--force', 'write over files that are there')
    .addHelpText(
      'after',
      `
Writes front.jpg and side.jpg as a phone would, and truth.json with what the body that was drawn measures.

Examples:
  $ likeness demo-photos
  $ likeness body --front demo-photos/front.jpg --side demo-photos/side.jpg --height 168 --sex female -o me.glb`,
    )
    .action(async (folder: string, { size, force }: { size: number; force?: true }) => {
      const { writeDemoPhotos } = await import('../demo-photos/write-demo-photos.ts');
      try {
        const files = await writeDemoPhotos({ folder, height: size, force: force ?? false });
        for (const file of files) process.stdout.write(`Wrote ${file}\n`);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
        const why =
          error.code === 'EEXIST'
            ? 'is there already; --force writes over it'
            : `could not be written (${error.code})`;
        process.stderr.write(`likeness demo-photos: ${error.path} ${why}.\n`);
        process.exitCode = NOT_WRITTEN;
      }
    });
}
