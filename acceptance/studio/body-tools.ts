import { type BodyRequest, buildBody, loadTemplate, measureBody } from '@likeness/body';
import { bakedTemplate, openBody } from '@likeness/test-kit/bodies';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { clientOf } from '../harness/client.ts';
import { type TestServer, token } from '../harness/server.ts';

/** Drawing without a graphics card. */
export const DRAWING = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
/** What drivers of software rendering say of themselves. */
export const DRIVER = /GL Driver Message|software WebGL|GPU stall|WEBGL_debug|swiftshader/i;
/** What the browser itself writes of refusals that the page tells in words. */
export const refusal = (...statuses: number[]) =>
  new RegExp(`${DRIVER.source}|status of (${statuses.join('|')}) `, 'i');

export const eventually: typeof expect.poll = (shown, options) =>
  expect.poll(shown, { timeout: 120_000, ...options });

export const WOMAN = { height: 168, chest: 92, waist: 74, hip: 99 };

/** Has a body made over HTTP, and waits for it. @returns its id */
export async function makeBody(
  server: TestServer,
  userId: string,
  name: string,
  measurements: object = WOMAN,
  more: object = {},
): Promise<string> {
  const client = clientOf(server, { userId });
  const { body } = await client.request<{ avatarId: string }>('POST', '/api/v1/avatars/measurement-based', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, sex: 'female', measurements, ...more }),
  });
  await eventually(() => statusOf(server, userId, body.avatarId)).toBe('ready');
  return body.avatarId;
}

export async function statusOf(server: TestServer, userId: string, id: string): Promise<string> {
  const { body } = await clientOf(server, { userId }).request<{ status: string }>(
    'GET',
    `/api/v1/avatars/${id}`,
  );
  return body.status;
}

/** The id in the address of a result page. */
export async function resultId(page: Page): Promise<string> {
  await page.waitForURL(/\/bodies\/[0-9a-f-]{36}$/, { timeout: 120_000 });
  return page.url().slice(-36);
}

export const field = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('textbox', { name, exact: true });

/** Past its exp. */
export const expired = (userId: string) => token({ userId, exp: Math.floor(Date.now() / 1000) - 60 });

/**
 * Measures a file with packages/body: each vertex of the body that the request makes is looked for in the file, and
 * what is found there is measured.
 */
export async function remeasure(glb: Uint8Array, request: BodyRequest): Promise<Record<string, number>> {
  const template = loadTemplate(bakedTemplate(), request.sex as 'female' | 'male');
  const made = buildBody({ template: () => template, request }).body;
  if (!made) throw new Error('No body can be made of this request.');
  const { points } = await openBody(glb);
  const cell = 0.004;
  const keyOf = (x: number, y: number, z: number) =>
    `${Math.round(x / cell)} ${Math.round(y / cell)} ${Math.round(z / cell)}`;
  const grid = new Map<string, (readonly [number, number, number])[]>();
  for (const point of points) {
    const key = keyOf(...point);
    grid.set(key, [...(grid.get(key) ?? []), point]);
  }
  const positions = Float64Array.from(made.fitted.positions);
  for (let at = 0; at < positions.length; at += 3) {
    const own = [positions[at], positions[at + 1], positions[at + 2]] as [number, number, number];
    const near = [-1, 0, 1].flatMap((i) =>
      [-1, 0, 1].flatMap((j) =>
        [-1, 0, 1].flatMap(
          (k) => grid.get(keyOf(own[0] + i * cell, own[1] + j * cell, own[2] + k * cell)) ?? [],
        ),
      ),
    );
    const away = (point: readonly number[]) =>
      Math.hypot((point[0] ?? 0) - own[0], (point[1] ?? 0) - own[1], (point[2] ?? 0) - own[2]);
    const nearest = near.toSorted((a, b) => away(a) - away(b))[0];
    if (!nearest || away(nearest) > cell) throw new Error('A vertex of the body is not in the file.');
    positions.set(nearest, at);
  }
  const measured = measureBody(template, positions);
  return Object.fromEntries(Object.entries(measured).map(([key, { cm }]) => [key, cm]));
}
