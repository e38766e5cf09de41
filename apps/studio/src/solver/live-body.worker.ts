import {
  type BodyRequest,
  type BodyTemplate,
  createLiveBody,
  type LiveAnswer,
  sexOf,
  tapesOfModel,
  unpackTemplate,
  vertexColours,
  vertexNormals,
} from '@likeness/body/live';
import femaleUrl from '@likeness/body/template-female.bin?url';
import maleUrl from '@likeness/body/template-male.bin?url';
import type { Asked, Question, Sex, Told } from './messages.ts';

const URLS: Readonly<Record<Sex, string>> = { female: femaleUrl, male: maleUrl };
const templates: Partial<Record<Sex, BodyTemplate>> = {};
const live = createLiveBody({ template: (sex) => templates[sex] as BodyTemplate });

const tell = (told: Told, transfer: Transferable[] = []): void => {
  self.postMessage(told, { transfer });
};

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if ('model' in data) {
    tell({ kind: 'tapes', id: data.id, tapes: tapesOfModel(data.model) });
    return;
  }
  answer(data).catch(reportError);
});

async function answer({ id, request, settle }: Question): Promise<void> {
  const sex = sexOf(request);
  try {
    if (sex && !templates[sex]) await fetchTemplate(sex);
  } catch {
    tell({ kind: 'unreachable', id });
    return;
  }
  tellAnswer(id, solve(request, settle));
}

function solve(request: BodyRequest, settle: boolean): LiveAnswer {
  return settle ? live.settle(request) : live.solve(request);
}

function tellAnswer(id: number, { findings, body }: LiveAnswer): void {
  if (!body) {
    tell({ kind: 'answer', id, findings, body: null });
    return;
  }
  const { triangles } = templates[body.sex] as BodyTemplate;
  const { posterior: _, ...completed } = body.completed;
  const normals = vertexNormals({ positions: body.positions, triangles });
  tell({ kind: 'answer', id, findings, body: { ...body, completed, normals } }, [
    body.positions.buffer,
    normals.buffer,
  ]);
}

async function fetchTemplate(sex: Sex): Promise<void> {
  const response = await fetch(URLS[sex]);
  if (!response.ok) throw new Error(`template: ${response.status}`);
  const { template } = unpackTemplate(new Uint8Array(await response.arrayBuffer()));
  templates[sex] = template;
  tell({ kind: 'mesh', sex, triangles: template.triangles, colours: vertexColours(template) });
}
