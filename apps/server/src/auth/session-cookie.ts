import '@fastify/cookie';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';

export const SESSION_COOKIE = 'likeness_session';
export const SESSION_SECONDS = 12 * 3_600;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function sessionCookieOf(request: FastifyRequest): string | undefined {
  return request.cookies[SESSION_COOKIE];
}

/** `Secure` wherever the browser came by https; on loopback it comes by http. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: reply.request.protocol === 'https',
    path: '/',
    maxAge: SESSION_SECONDS,
  });
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: '/' });
}

/**
 * A browser sends the cookie whoever made it ask; so a change must show that a page of ours asked.
 *
 * @throws Problem `cross_site_request`
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (SAFE.has(request.method)) return;
  const { headers, host, protocol } = request;
  if (!isSameOrigin(headers, `${protocol}://${host}`)) throw new Problem('cross_site_request');
}

/** Whether a page of ours asked. @param own where we were reached, as `http://localhost:3000` */
export function isSameOrigin(headers: IncomingHttpHeaders, own: string): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined ? site === 'same-origin' : headers.origin === own;
}
