import { isIP } from 'node:net';
import { Problem } from '../errors.ts';
import { HostError, isPublicAddress, type ResolvedHost, resolveHost } from '../net/index.ts';

/**
 * An address that a webhook may call. The name is resolved again at every call: today's answer is no promise.
 *
 * @param toPrivate LIKENESS_WEBHOOKS_TO_PRIVATE
 * @returns as it is kept, without a fragment
 * @throws Problem `webhook_address_refused`
 */
export async function checkWebhookAddress(written: string, toPrivate: boolean): Promise<string> {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Problem('webhook_address_refused');
  }
  try {
    await webhookHost(url, toPrivate);
  } catch (cause) {
    if (!(cause instanceof HostError)) throw cause;
    // of a name nothing is told that it resolves to: that would map an inner network
    const literal = isIP(url.hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
    throw new Problem(
      'webhook_address_refused',
      literal ? cause.message : 'There is no such host on the public internet.',
      { cause },
    );
  }
  url.hash = '';
  return url.href;
}

/** Where to connect to. @throws HostError */
export function webhookHost(url: URL, toPrivate: boolean): Promise<ResolvedHost> {
  return resolveHost(url.hostname, toPrivate ? () => true : isPublicAddress);
}
