import type { Socket } from 'socket.io';

/**
 * Counts the connections of each user, in this process.
 *
 * @returns whether a connection may be a user's, who may have so many: then it counts as one until it closes
 */
export function countConnections(): (userId: string, connection: Socket['conn'], most: number) => boolean {
  const byUser = new Map<string, Set<Socket['conn']>>();
  return (userId, connection, most) => {
    const open = byUser.get(userId) ?? new Set();
    if (connection.readyState !== 'open') return false;
    if (open.size >= most && !open.has(connection)) return false;
    byUser.set(userId, open.add(connection));
    connection.once('close', () => {
      open.delete(connection);
      if (open.size === 0) byUser.delete(userId);
    });
    return true;
  };
}
