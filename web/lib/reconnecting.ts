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

/** A server that has just come back says how many have found it so far, not how many will: a crowd is forgotten slowly. */
const KEPT_A_PULSE = 0.99

/** Each pulse says how many screens there are; all lose their server at once, and each then waits by chance. */
export function spread(manager: Manager, screens: number): void {
  const wanted = (screens / RETURNING_A_SECOND / 2) * 1000
  const before = manager.reconnectionDelay() * KEPT_A_PULSE
  const delay = Math.max(RECONNECTING.reconnectionDelay, wanted, before)
  manager.reconnectionDelay(delay)
  manager.reconnectionDelayMax(Math.max(RECONNECTING.reconnectionDelayMax, 2 * delay))
}
