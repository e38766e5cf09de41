/** Calls of the API. A session's cookie goes along by itself; a pasted token is kept for this tab only. */

const KEPT_AS = 'likeness-token';

export class ApiError extends Error {
  constructor(problem) {
    super(problem.detail ?? 'The server did not answer as expected.');
    this.title = problem.title;
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.requestId;
  }
}

export function setToken(token) {
  if (token) sessionStorage.setItem(KEPT_AS, token);
  else sessionStorage.removeItem(KEPT_AS);
}

export function authorization() {
  const token = sessionStorage.getItem(KEPT_AS);
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** @throws {ApiError} with the sentence of the problem document */
export async function call(method, path, body) {
  const headers = { accept: 'application/json', ...authorization() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store' });
  } catch {
    throw new ApiError({
      title: 'No connection',
      detail: 'The server cannot be reached. Is it still running?',
    });
  }
  return answerOf(response.status, await response.text());
}

/** @throws {ApiError} unless the status is a success */
export function answerOf(status, text) {
  let body = {};
  try {
    if (text) body = JSON.parse(text);
  } catch {
    body = {};
  }
  if (status >= 200 && status < 300) return body;
  throw new ApiError({ status, title: `Error ${status}`, ...body });
}
