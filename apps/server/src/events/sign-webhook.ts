import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A secret to sign with: 32 random bytes. */
export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

/**
 * The `webhook-signature` of a message: HMAC-SHA256 of `<id>.<timestamp>.<body>`, as Standard Webhooks
 * (standardwebhooks.com) has it.
 *
 * @param secret `whsec_<base64>` @param timestamp seconds since 1970
 * @example signWebhook(secret, { id, timestamp: 1_760_000_000, body: '{}' }) // 'v1,K5oZfzN95Z9UVu1EsfQm…'
 */
export function signWebhook(
  secret: string,
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): string {
  const key = Buffer.from(secret.replace(PREFIX, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
