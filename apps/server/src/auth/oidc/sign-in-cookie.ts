import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SIGN_IN_SECONDS } from './sign-ins.ts';

const COOKIE = 'likeness_sign_in';
const PATH = '/api/v1/session/oidc';

export const signInCookieOf = (request: FastifyRequest): string | undefined => request.cookies[COOKIE];

/** `Lax`: the browser comes back by a link of the provider. */
export function setSignInCookie(reply: FastifyReply, browser: string): void {
  reply.setCookie(COOKIE, browser, {
    httpOnly: true,
    sameSite: 'lax',
    secure: reply.request.protocol === 'https',
    path: PATH,
    maxAge: SIGN_IN_SECONDS,
  });
}
