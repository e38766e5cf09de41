import { z } from 'zod';
import { TOPIC_PATTERNS } from '../../../events/topics.ts';
import type { DeliveryRow, WebhookRow } from '../../../events/webhooks.ts';

export const webhookParams = z.object({ id: z.uuid() });
export const urlSchema = z
  .string()
  .min(1)
  .max(2_000)
  .describe('An http or https address on the public internet');
export const topicsSchema = z
  .array(z.enum(TOPIC_PATTERNS))
  .min(1)
  .max(TOPIC_PATTERNS.length)
  .transform((topics) => [...new Set(topics)])
  .describe('What to be told of: topics, `avatar.*` for all that begin so, `*` for all');

export const webhookSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  topics: z.array(z.string()),
  active: z.boolean().describe('Off: by you, or because the receiver answered 410'),
  createdAt: z.iso.datetime(),
});

export const deliverySchema = z.object({
  eventId: z.uuid().describe('As in `webhook-id`'),
  topic: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  nextAt: z.iso.datetime().nullable().describe('Of the next try'),
  lastAnswer: z.string().nullable().describe('HTTP status, or a word such as `timeout`'),
  createdAt: z.iso.datetime(),
});

export const WEBHOOK_EXAMPLE = {
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  url: 'https://shop.example/likeness',
  topics: ['avatar.*'],
  active: true,
  createdAt: '2026-01-31T12:00:00.000Z',
};

export function webhookOf({ id, url, topics, active, createdAt }: WebhookRow): z.infer<typeof webhookSchema> {
  return { id, url, topics, active, createdAt: createdAt.toISOString() };
}

export function deliveryOf(row: DeliveryRow): z.infer<typeof deliverySchema> {
  const { eventId, topic, status, attempts, nextAt, lastAnswer, createdAt } = row;
  return {
    eventId,
    topic,
    status,
    attempts,
    nextAt: status === 'pending' ? nextAt.toISOString() : null,
    lastAnswer,
    createdAt: createdAt.toISOString(),
  };
}
