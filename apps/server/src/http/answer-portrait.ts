import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import type { Entity } from '../entities/entity.ts';
import { stableAddress } from '../portraits/addresses.ts';
import type { BlobRow } from '../portraits/blob-rows.ts';
import { summarize } from '../portraits/picture-summary.ts';
import type { Services } from '../services.ts';
import { hostOf } from './plugins/host.ts';

const addresses = z.record(z.string(), z.url()).describe('By size name');

/** A picture, as every route tells of it. */
export const pictureSchema = z.object({
  avatarId: z.uuid(),
  urls: addresses,
  sources: z.object({ webp: addresses, avif: addresses, static: addresses.optional() }),
  thumbhash: z.string().describe('ThumbHash, base64: a blurred placeholder'),
  dominantColor: z.string(),
  animated: z.boolean(),
  preset: z.string(),
  sizes: z.array(z.object({ name: z.string(), width: z.int(), height: z.int() })),
});

export const portraitSchema = pictureSchema.extend({
  entity: z.object({ type: z.enum(['user', 'agent', 'item', 'organization']), id: z.uuid() }),
  stableUrl: z.url().describe("The entity's picture, whichever it is at the time"),
});

export type Picture = z.infer<typeof pictureSchema>;
export type Portrait = z.infer<typeof portraitSchema>;

/** Where immutable addresses begin: the CDN, or this server as the client reached it. */
export function pictureBase(config: Config, request: FastifyRequest): string {
  return config.cdn.url ?? serverBase(config, request);
}

/** Where this server's addresses begin. */
export function serverBase(config: Config, request: FastifyRequest): string {
  return config.server.publicUrl ?? `${request.protocol}://${hostOf(request)}`;
}

export function answerPicture(
  { config, portraits }: Services,
  request: FastifyRequest,
  blob: BlobRow,
): Promise<Picture> {
  return summarize(portraits.context, pictureBase(config, request), blob);
}

export async function answerPortrait(
  services: Services,
  request: FastifyRequest,
  entity: Pick<Entity, 'id' | 'type'>,
  blob: BlobRow,
): Promise<Portrait> {
  const type = entity.type as Portrait['entity']['type'];
  return {
    ...(await answerPicture(services, request, blob)),
    entity: { type, id: entity.id },
    stableUrl: stableAddress(serverBase(services.config, request), { type, id: entity.id }),
  };
}
