/**
 * The stages of a Dockerfile as it is written here: one instruction a line, or continued by a backslash.
 *
 * @returns {{name: string, from: string, instructions: {word: string, options: string, text: string}[]}[]}
 */
export function readDockerfile(source) {
  const lines = source
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages = [];
  for (const line of lines) {
    const [, word, options, text] = /^([A-Z]+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? [];
    if (word === undefined) throw new Error(`not an instruction: ${line}`);
    if (word === 'FROM') {
      const [from, , name = 'image'] = text.split(/\s+/);
      stages.push({ name, from, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ word, options: options.trim(), text });
    }
  }
  return stages;
}
