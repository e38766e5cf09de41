import type { Principal } from '../auth/principal.ts';

/** What is known of a connection. */
export interface SocketData {
  principal: Principal;
  /** Where this server's addresses begin, as the client reached it. */
  base: string;
  /** Of the token, in ms since 1970. */
  expiresAt: number;
}
