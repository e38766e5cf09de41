import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';

const NAME = 'likeness_session';
export const SESSION_SECONDS = 12 * 3_600;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function sessionCookieOf(request: FastifyRequest): string | undefined {
  return request.cookies[NAME];
}

/** `Secure` wherever the browser came by https; on loopback it comes by http. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(NAME, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: reply.request.protocol === 'https',
    path: '/',
    maxAge: SESSION_SECONDS,
  });
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: '/' });
}

/**
 * A browser sends the cookie whoever made it ask; so a change must show that a page of ours asked.
 *
 * @throws Problem `cross_site_request`
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined ? site !== 'same-origin' : !isOwnOrigin(request))
    throw new Problem('cross_site_request');
}

function isOwnOrigin({ headers, host, protocol }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers.origin === `${protocol}://${host}`;
}
