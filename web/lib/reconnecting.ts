/** How a screen comes back to its server, without all screens of a hospital coming in one moment. */
import type { Manager } from 'socket.io-client'

/** WebSocket first; a proxy that does not let it through still gets long polling. */
export const RECONNECTING = {
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 250,
  reconnectionDelayMax: 3000,
  randomizationFactor: 1, // anything between nothing and twice the delay
}

/** A server welcomes this many a second with ease, each with its pictures. */
const RETURNING_A_SECOND = 20

/** The last pulse said how many screens there are; all lose their server at once, and each then waits by chance. */
export function spread(manager: Manager, screens: number): void {
  const withinMs = (screens / RETURNING_A_SECOND) * 1000
  manager.reconnectionDelay(Math.max(RECONNECTING.reconnectionDelay, withinMs / 2))
  manager.reconnectionDelayMax(Math.max(RECONNECTING.reconnectionDelayMax, withinMs))
}
