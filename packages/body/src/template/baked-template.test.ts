import { bakedTemplate } from '@likeness/test-kit/bodies';
import { beforeAll, describe, expect, it } from 'vitest';
import { paintLayers, vertexColours } from '../gltf/appearance.ts';
import { type PaintRegions, paintRegions } from '../gltf/paint-regions.ts';
import { measureBody } from '../measure/measure-body.ts';
import { findSelfIntersections } from '../mesh/self-intersection.ts';
import { surfacePosition } from '../mesh/surface-point.ts';
import { bakeTemplate } from './bake/bake-template.ts';
import { BASE_GIRTHS } from './bake/base-girths.ts';
import { meshQuality } from './bake/mesh-quality.ts';
import { overlappingTexels } from './bake/uv-overlap.ts';
import { loadTemplate } from './load-template.ts';
import {
  LENGTH_SHAPES,
  LOCAL_SHAPES,
  MIDDLE_LANDMARKS,
  PAIRED_LANDMARKS,
  weightCoefficients,
} from './names.ts';
import type { BodyTemplate } from './template.ts';

const SEXES = ['female', 'male'] as const;
const templates = {} as Record<(typeof SEXES)[number], BodyTemplate>;
let file: Uint8Array;

beforeAll(() => {
  file = bakedTemplate();
  for (const sex of SEXES) templates[sex] = loadTemplate(file, sex);
});

function shaped(template: BodyTemplate, coefficients: Record<string, number>): Float64Array {
  const positions = Float64Array.from(template.positions);
  for (const [name, k] of Object.entries(coefficients)) {
    const shape = template.shapes.find((s) => s.name === name);
    if (!shape) throw new Error(`no shape ${name}`);
    for (let i = 0; i < positions.length; i++) positions[i]! += k * shape.displacements[i]!;
  }
  return positions;
}

it('the file is small', () => expect(file.length).toBeLessThan(3e6));

it('the same tables give the same skin, weights and atlas to the last bit', () => {
  // Of the build, in its threads, and of this process. Without the shapes, which follow from the skin by the same code and take most of the time.
  const again = bakeTemplate({ withoutShapes: true });
  for (const sex of SEXES) {
    const { positions, skinWeights, uvs, landmarks, triangles } = loadTemplate(again, sex);
    const first = templates[sex];
    expect(positions).toEqual(first.positions);
    expect(triangles).toEqual(first.triangles);
    expect(skinWeights).toEqual(first.skinWeights);
    expect(uvs).toEqual(first.uvs);
    expect(landmarks).toEqual(first.landmarks);
  }
}, 900_000);

describe.each(SEXES)('%s', (sex) => {
  it('has one closed skin of well-shaped triangles', () => {
    const { positions, triangles } = templates[sex];
    const quality = meshQuality(positions, triangles);
    expect(quality).toMatchObject({ euler: 2, openEdges: 0 });
    expect(quality.smallestAngle).toBeGreaterThan(20);
    expect(quality.vertices).toBeGreaterThan(11_000);
    expect(quality.vertices).toBeLessThan(14_000);
  });

  it.each([-1, 0, 1, 2])('does not cut itself at weight %d', (weight) => {
    const template = templates[sex];
    const positions = shaped(template, weightCoefficients(weight));
    expect(findSelfIntersections({ positions, triangles: template.triangles }).pairs).toHaveLength(0);
    expect(meshQuality(positions, template.triangles).smallestAngle).toBeGreaterThan(weight === 0 ? 20 : 6);
  });

  it('no shape cuts itself within its range', () => {
    const template = templates[sex];
    for (const name of [...LOCAL_SHAPES, ...LENGTH_SHAPES]) {
      const shape = template.shapes.find((s) => s.name === name)!;
      for (const k of [shape.min, shape.max]) {
        const positions = shaped(template, { [name]: k });
        const cuts = findSelfIntersections({ positions, triangles: template.triangles }, 1).pairs.length;
        expect(`${name} ${k}: ${cuts}`).toBe(`${name} ${k}: 0`);
      }
    }
  }, 60_000);

  it('is the mean body of ANSUR II to the tape', () => {
    const template = templates[sex];
    const measured = measureBody(template, template.positions);
    for (const [name, girth] of Object.entries(BASE_GIRTHS[sex])) {
      const cm = measured[name as keyof typeof measured]!.cm;
      expect(Math.abs(cm - girth), `${name} is ${cm.toFixed(2)}, not ${girth}`).toBeLessThan(0.1);
    }
  });

  it('has 52 bones, parents first, heads inside the body', () => {
    const { bones, positions } = templates[sex];
    expect(bones).toHaveLength(52);
    expect(new Set(bones.map((bone) => bone.name)).size).toBe(52);
    expect(new Set(bones.map((bone) => bone.humanoid)).size).toBe(52);
    bones.forEach((bone, i) => {
      expect(bone.parent).toBeLessThan(i);
      expect(bone.parent === -1).toBe(i === 0);
      const sum = bone.head.reduce((s, { weight }) => s + weight, 0);
      expect(sum).toBeCloseTo(1, 6);
      const y = bone.head.reduce((s, { vertex, weight }) => s + weight * positions[vertex * 3 + 1]!, 0);
      expect(y).toBeGreaterThan(0);
    });
  });

  it('has weights that sum to 1, mirror images of each other', () => {
    const { skinIndices, skinWeights, bones, vertexCount, positions } = templates[sex];
    const middle = new Float64Array(bones.length);
    for (let v = 0; v < vertexCount; v++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        sum += skinWeights[v * 4 + k]!;
        if (positions[v * 3] === 0) middle[skinIndices[v * 4 + k]!]! += skinWeights[v * 4 + k]!;
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
    }
    bones.forEach((bone, i) => {
      const image = bones.findIndex((other) => other.name === bone.name.replace('Left', 'Right'));
      expect(middle[i]).toBeCloseTo(middle[image]!, 3);
    });
  });

  it('is symmetric', () => {
    const { positions, vertexCount } = templates[sex];
    const key = (x: number, y: number, z: number): string => `${x},${y},${z}`;
    const all = new Set<string>();
    for (let v = 0; v < vertexCount; v++)
      all.add(key(positions[v * 3]!, positions[v * 3 + 1]!, positions[v * 3 + 2]!));
    for (let v = 0; v < vertexCount; v++) {
      expect(all.has(key(-positions[v * 3]! || 0, positions[v * 3 + 1]!, positions[v * 3 + 2]!))).toBe(true);
    }
  });

  it('has every landmark, on a triangle', () => {
    const { landmarks, triangles } = templates[sex];
    const names = [
      ...MIDDLE_LANDMARKS,
      ...PAIRED_LANDMARKS.flatMap((name) => [`${name}Left`, `${name}Right`]),
    ];
    expect(Object.keys(landmarks).sort()).toEqual([...names].sort());
    for (const { triangle, weights } of Object.values(landmarks)) {
      expect(triangle * 3).toBeLessThan(triangles.length);
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(-1e-9);
      expect(weights[0] + weights[1] + weights[2]).toBeCloseTo(1, 9);
    }
  });
});

describe.each(SEXES)('the paint of a %s body', (sex) => {
  let template: BodyTemplate;
  let regions: PaintRegions;
  let chin = 0;
  beforeAll(() => {
    template = templates[sex];
    regions = paintRegions(template);
    chin = surfacePosition(template, template.landmarks.chin!)[1];
  });
  const height = (v: number): number => template.positions[v * 3 + 1] as number;
  const painted = (region: keyof PaintRegions): number[] =>
    Array.from(regions[region].keys()).filter((v) => (regions[region][v] as number) > 0);
  const inside = (region: keyof PaintRegions, landmark: string): boolean => {
    const { triangle, weights } = template.landmarks[landmark]!;
    const depth = weights.reduce(
      (sum, w, e) => sum + w * (regions[region][template.triangles[triangle * 3 + e] as number] as number),
      0,
    );
    return depth > 0;
  };

  it('puts the suit on the trunk and nowhere else', () => {
    for (const name of ['navel', 'chestFront', 'chestBack', 'hipFront', 'crotch', 'bustLeft', 'buttockRight'])
      expect(`${name} ${inside('suit', name)}`).toBe(`${name} true`);
    for (const name of [
      'chin',
      'vertex',
      'acromionLeft',
      'bicepsRight',
      'wristLeft',
      'kneeLeft',
      'suprasternale',
    ])
      expect(`${name} ${inside('suit', name)}`).toBe(`${name} false`);
  });

  it('draws the face above the chin, the brows over the eyes, the lips below, the irises within the eyes', () => {
    const mean = (region: keyof PaintRegions): number => {
      const all = painted(region);
      expect(all.length).toBeGreaterThan(10);
      for (const v of all) expect(height(v)).toBeGreaterThan(chin);
      return all.reduce((sum, v) => sum + height(v), 0) / all.length;
    };
    expect(mean('brow')).toBeGreaterThan(mean('eye') + 0.01);
    expect(mean('eye')).toBeGreaterThan(mean('lips') + 0.04);
    for (const v of painted('iris')) expect(regions.eye[v]).toBeGreaterThan(0);
  });

  it('leaves face and ears free of hair, but not the crown', () => {
    expect(inside('hair', 'vertex')).toBe(true);
    for (const name of ['chin', 'tragionLeft', 'tragionRight', 'neckFront', 'c7'])
      expect(`${name} ${inside('hair', name)}`).toBe(`${name} false`);
    for (const v of painted('eye')) expect(regions.hair[v]).toBeLessThan(0);
  });

  it('colours vertices as asked, and grows hair only when asked', () => {
    const skinTone = [200, 150, 120] as const;
    const colours = vertexColours(template, { skinTone, undersuitColour: [10, 20, 30] });
    const at = (v: number): number[] => Array.from(colours.subarray(v * 3, v * 3 + 3));
    const deepest = regions.suit.indexOf(Math.max(...regions.suit));
    expect(at(deepest)).toEqual([10, 20, 30]);
    const crown = regions.hair.indexOf(Math.max(...regions.hair));
    expect(at(crown)).toEqual([...skinTone]);
    const haired = vertexColours(template, { skinTone, hairColour: [40, 30, 20] });
    expect(Array.from(haired.subarray(crown * 3, crown * 3 + 3))).toEqual([40, 30, 20]);
    expect(paintLayers(template, { hairColour: [40, 30, 20] }).layers).toHaveLength(
      paintLayers(template).layers.length + 1,
    );
  });
});

it('the atlas has no overlaps and turns no triangle over', () => {
  const { uvs } = templates.female;
  for (const value of uvs) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  for (let f = 0; f < uvs.length; f += 6) {
    const [ax, ay, bx, by, cx, cy] = uvs.subarray(f, f + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    // v runs down, so a triangle seen from outside turns clockwise in (u, v).
    expect((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)).toBeLessThan(0);
  }
  expect(overlappingTexels(uvs, 2048)).toBe(0);
});
