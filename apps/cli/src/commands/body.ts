import { Command, Option } from 'commander';
import { addMeasurementOptions, colour, numberOrText } from '../body/arguments.ts';
import type { BodyCommandOptions } from '../body/run-body.ts';
import { wholeNumber } from './arguments.ts';

/** What was asked for cannot be: as most programs say it. */
const BAD_INPUT = 2;

export function bodyCommand(): Command {
  const command = new Command('body')
    .description('Make a 3D body from tape measurements or photos: no server, no data directory, no network.')
    .addOption(
      new Option('--sex <sex>', 'the statistics of whom; found from the values when left out').choices([
        'female',
        'male',
      ]),
    )
    .option('--age <years>', 'adults only', numberOrText)
    .option('--weight <kg>', 'as 64, "141 lb" or "10 st 1 lb"', numberOrText)
    .addOption(
      new Option('--unit <system>', 'of plain numbers: cm and kg, or inches and pounds')
        .choices(['metric', 'imperial'])
        .default('metric'),
    );
  const measurements = addMeasurementOptions(command);
  return addPhotoOptions(command)
    .option('-o, --output <file>', 'write the body as GLB')
    .addOption(
      new Option('--lod <n>', 'level of detail: 0 measures true, 1 has half, 2 a fifth of the triangles')
        .choices(['0', '1', '2'])
        .default('0'),
    )
    .addOption(
      new Option('--compression <name>', 'of the GLB')
        .choices(['meshopt', 'draco', 'none'])
        .default('meshopt'),
    )
    .addOption(new Option('--pose <pose>', 'arms down or stretched out').choices(['a', 't']).default('a'))
    .option('--morphs [names]', 'shapes to keep as morph targets, as heavy,slim; all without names')
    .option('--skin-tone <colour>', 'as #d6ac92 or 214,172,146', colour)
    .option('--hair-colour <colour>', 'painted hair; none when left out', colour)
    .option('--undersuit-colour <colour>', 'of the undersuit', colour)
    .option('--render <file>', 'write a picture as PNG')
    .addOption(
      new Option('--angle <name>', 'one view instead of four side by side').choices([
        'front',
        'three-quarter',
        'side',
        'back',
      ]),
    )
    .option('--size <pixels>', 'height of the picture', wholeNumber(64, 2_048), 800)
    .option('--json', 'print what came out as JSON')
    .addHelpText(
      'after',
      `
Every measurement is taken as a number in the unit asked for, or with its own: 168, "66 in", 5'6", 1.68m.
\`likeness body --height 168\` is enough; what is not given comes from the statistics, with how sure they are.
Names of columns work too: --chest_circumference 92. Exit codes: 0 made, 1 a file could not be written, 2 the values
or photos cannot be.

Photos: tight clothes, the whole body, arms away from it, the phone upright at the height of the navel, 2 to 4 m away;
once from the front, once from the side. Height makes everything truer. What is given as a number goes before what a
photo shows. Nothing of a photo leaves this machine or is kept.

Examples:
  $ likeness body --height 168 --chest 92 --waist 74 --hip 99 --sex female -o body.glb
  $ likeness body --unit imperial --height "5'10" --chest 40 --waist 34 --weight 175 --sex male --render body.png
  $ likeness body --front front.jpg --side side.jpg --height 172 --sex female -o me.glb --overlay seen.png
  $ likeness body --height 168 --hip 99 --lod 2 --compression draco --pose t -o small.glb --json`,
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : BAD_INPUT))
    .action(async (options: BodyCommandOptions) => {
      const { runBody } = await import('../body/run-body.ts');
      process.exitCode = await runBody(options, measurements());
    });
}

function addPhotoOptions(command: Command): Command {
  return command
    .option('--front <file>', 'photo from the front: JPEG, PNG, WebP or HEIC')
    .option('--side <file>', 'photo from the side')
    .option('--overlay <file>', 'write the photos with what was seen in them as PNG')
    .addOption(
      new Option('--pose-model <size>', 'of the network that finds the person')
        .choices(['lite', 'full', 'heavy'])
        .default('full'),
    )
    .option('--segmenter <name>', 'mediapipe, or onnx:<path> of a model of your own', 'mediapipe');
}
