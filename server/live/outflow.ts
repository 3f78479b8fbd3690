/** What is on its way out to a screen, and whether the screen takes it. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'socket.io'

/** What waits for one socket before it counts as one that does not keep up; it is cut, and returns by `since`. */
const BACKLOG_MAX_PACKETS = 500
const BACKLOG_MAX_CHARACTERS = 1_000_000

type OnALine = Pick<Socket, 'conn'>

/** Packets that wait because a socket's transport is not writable. engine.io's types keep them private. */
const waitingFor = (screen: OnALine): { data?: unknown }[] =>
  (screen.conn as unknown as { writeBuffer: { data?: unknown }[] }).writeBuffer

/** Whether a screen reads what it is sent. */
export function keepsUp(screen: OnALine): boolean {
  const waiting = waitingFor(screen)
  if (waiting.length > BACKLOG_MAX_PACKETS) return false
  let characters = 0
  for (const { data } of waiting) if (typeof data === 'string') characters += data.length
  return characters <= BACKLOG_MAX_CHARACTERS
}

/**
 * Settles when what was sent to a screen until now has left for the network, or the screen has. Not when nothing at all
 * waits: in a storm, and between two polls of a screen without a WebSocket, that moment never comes.
 */
export async function drained({ conn }: OnALine): Promise<void> {
  const here = (): boolean => conn.readyState !== 'closed'
  if (here() && waitingFor({ conn }).length > 0) await first([conn, 'drain'], [conn, 'close']) // it is flushed whole
  const { transport } = conn
  if (here() && !transport.writable) await first([transport, 'ready'], [conn, 'upgrade'], [conn, 'close'])
}

/** Settles at the first of these events. */
function first(...events: [EventEmitter, string][]): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      for (const [emitter, name] of events) emitter.off(name, go)
      resolve()
    }
    for (const [emitter, name] of events) emitter.once(name, go)
  })
}
