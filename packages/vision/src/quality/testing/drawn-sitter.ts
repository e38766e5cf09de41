import { buildBody, loadTemplate, type Sex, skyVisibility } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import type { Sitter } from '../../demo/index.ts';

/** A body of this build to be drawn, and how tall it is in metres. */
export function drawnSitter(sex: Sex, bmi: number): { sitter: Sitter; stature: number } {
  const template = loadTemplate(bakedTemplate(), sex);
  const height = sex === 'female' ? 164 : 178;
  const { body } = buildBody({
    template: () => template,
    request: { sex, weight: bmi * (height / 100) ** 2, measurements: { height } },
  });
  if (!body) throw new Error(`There is no body of BMI ${bmi}.`);
  const { positions } = body.fitted;
  const occlusion = skyVisibility({ positions, triangles: template.triangles });
  return { sitter: { template, positions, occlusion }, stature: height / 100 };
}
