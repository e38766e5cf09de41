import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildBody, loadTemplate, type Sex } from '@likeness/body';
import { demoPhotos, drawHostile, encodePhoto, type HostileName } from '@likeness/vision/demo';

const bytes = new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve('@likeness/body/template.bin'))));
const template = (sex: Sex) => loadTemplate(bytes, sex);

/** Photos that a body can be read from, drawn; a quarter of what phones take. */
export const drawnPhotos = () => demoPhotos({ template, width: 1512, height: 2016 });

/** A front photo that no body may be read from. */
export async function hostilePhoto(name: HostileName): Promise<Buffer> {
  const { body } = buildBody({ template, request: { sex: 'female', measurements: { height: 168 } } });
  if (!body) throw new Error('no body to draw');
  const sitter = { template: body.template, positions: body.fitted.positions };
  return encodePhoto(await drawHostile(name, { sitter }));
}
