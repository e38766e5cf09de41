import type { RedisHandle } from '../redis/open-redis.ts';

type Message = Parameters<JSON['stringify']>[0];
type Handler = (payload: never) => void;

/**
 * How the caches of several processes tell each other what has changed, on connections that the handle looks after:
 * those of the library print every failed try to connect.
 */
export function createRedisBus(redis: RedisHandle) {
  const listener = redis.connect('patient');
  const handlers = new Map<string, Handler[]>();
  let own = '';
  listener.on('message', (channel: string, text: string) => {
    const said = read(text);
    if (said === undefined || said.from === own) return;
    for (const handler of handlers.get(channel) ?? []) handler(said.payload as never);
  });
  const bus = {
    setId(id: string) {
      own = id;
      return bus;
    },
    async publish(channel: string, payload: Message): Promise<void> {
      await redis.client.publish(channel, JSON.stringify({ from: own, payload }));
    },
    async subscribe(channel: string, handler: (payload: never) => void): Promise<void> {
      handlers.set(channel, [...(handlers.get(channel) ?? []), handler]);
      // it waits for the connection, and fails only when that is closed for good
      await listener.subscribe(channel).catch(() => {});
    },
    async unsubscribe(channel: string): Promise<void> {
      handlers.delete(channel);
      await listener.unsubscribe(channel);
    },
    onReconnect(listener: () => void): void {
      redis.onBack(listener);
    },
    async disconnect(): Promise<void> {
      listener.disconnect();
    },
  };
  return bus;
}

interface Said {
  from: string;
  payload: { keys: string[] };
}

/** What another process said; undefined for what none of ours would say: anybody who reaches Redis may publish. */
function read(text: string): Said | undefined {
  try {
    const said = JSON.parse(text) as Partial<Said> | null;
    const { keys } = said?.payload ?? {};
    return typeof said?.from === 'string' && Array.isArray(keys) ? (said as Said) : undefined;
  } catch {
    return undefined;
  }
}
