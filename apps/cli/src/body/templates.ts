import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type BodyTemplate, loadTemplate, type Sex } from '@likeness/body';

/** The templates of the package; each is unpacked when it is asked for. */
export async function templates(): Promise<(sex: Sex) => BodyTemplate> {
  const file = createRequire(import.meta.url).resolve('@likeness/body/template.bin');
  const bytes = Uint8Array.from(await readFile(file));
  const known = new Map<Sex, BodyTemplate>();
  return (sex) => {
    const template = known.get(sex) ?? loadTemplate(bytes, sex);
    known.set(sex, template);
    return template;
  };
}
