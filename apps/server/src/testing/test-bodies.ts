import type { Response } from 'light-my-request';
import { runBodyJobs } from './run-body-jobs.ts';
import { createTestApp, type TestApp } from './test-app.ts';

export const FOUR = { height: 168, chest: 92, waist: 74, hip: 99 };
export const AVATARS = '/api/v1/avatars';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Headers = Record<string, string>;

export interface TestBodies extends TestApp {
  /** As whom: the token's `userId`, or headers. */
  call(
    who: string | Headers,
    method: Method,
    url: string,
    payload?: object,
    more?: Headers,
  ): Promise<Response>;
  /** Makes an avatar and its model. @returns its id */
  ready(who: string, body?: Record<string, unknown>): Promise<string>;
}

/** The whole app, and how to call it in one line. */
export async function createTestBodies(
  options: Parameters<typeof createTestApp>[0] = {},
): Promise<TestBodies> {
  const test = await createTestApp({ ...options, env: { LIKENESS_RATE_LIMITS: 'off', ...options.env } });
  const headersOf = async (who: string | Headers) =>
    typeof who === 'string' ? await test.as({ userId: who }) : who;
  const call: TestBodies['call'] = async (who, method, url, payload, more = {}) =>
    test.app.inject({
      method,
      url,
      headers: { ...(await headersOf(who)), ...more },
      ...(payload && { payload }),
    });
  return {
    ...test,
    call,
    async ready(who, body = {}) {
      const sent = { name: 'Me', sex: 'female', measurements: FOUR, ...body };
      const answer = await call(who, 'POST', `${AVATARS}/measurement-based`, sent);
      if (answer.statusCode !== 202) throw new Error(`${answer.statusCode}: ${answer.body}`);
      await runBodyJobs(test.services);
      return answer.json().avatarId;
    },
  };
}
