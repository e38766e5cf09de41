import { z } from 'zod';

export const certificateSchema = z.object({
  certificateId: z.uuid(),
  person: z.uuid().describe('Who was erased: the id that the audit log knows, nothing else of them'),
  by: z.uuid().describe('Who asked for it'),
  erasedAt: z.iso.datetime(),
  requestId: z.string().max(100),
  portraits: z.int().describe('Pictures of their history'),
  pictures: z.int().describe('Those that were removed, as nobody else shows them'),
  bodies: z.int(),
  photos: z.int().describe('Photos of bodies that were still kept'),
  bytes: z.int().describe('Of everything that was removed'),
  keysDestroyed: z.int(),
  signature: z
    .string()
    .max(128)
    .describe('HMAC-SHA-256 of the rest, by a key that only this installation has'),
});
