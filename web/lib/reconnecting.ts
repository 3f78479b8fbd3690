/**
 * How a screen comes back to its server. WebSocket first; a proxy that does not let it through still gets long polling. The
 * waits are shortened or lengthened by up to half, by chance: all walls of a hospital lose the same server in one moment.
 */
export const RECONNECTING = {
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 250,
  reconnectionDelayMax: 3000,
  randomizationFactor: 0.5,
}
