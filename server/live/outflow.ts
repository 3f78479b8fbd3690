/** What is on its way out to a screen, and whether the screen takes it. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'socket.io'

/** What waits for one socket before it counts as one that does not keep up; it is cut, and returns by `since`. */
const BACKLOG_MAX_PACKETS = 500
const BACKLOG_MAX_CHARACTERS = 1_000_000
/** Longer than any screen takes that reads at all. */
const DEAF_AFTER_MS = 500

/** A screen, as far as it reads. */
export type Reader = Pick<Socket, 'conn'>

/** All screens of a server: are they busy reading? */
export class Readers {
  /** What waited first for a screen, and since when it has been that. */
  readonly #waits = new WeakMap<Reader, { first: object; since: number }>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /**
   * Whether most of them still have frames of before on their way out. Who takes nothing at all is not asked: a hundred
   * frozen screens must not slow the others, even where they are the most.
   */
  mostAreBusy(screens: Iterable<Reader>): boolean {
    let [busy, asked] = [0, 0]
    for (const screen of screens) {
      const isBusy = !screen.conn.transport.writable
      if (isBusy && this.#isDeaf(screen)) continue
      asked += 1
      if (isBusy) busy += 1
    }
    return busy > asked / 2
  }

  #isDeaf(screen: Reader): boolean {
    const [first] = waitingFor(screen)
    const before = this.#waits.get(screen)
    if (first === undefined) this.#waits.delete(screen)
    else if (before?.first !== first) this.#waits.set(screen, { first, since: this.#now() })
    else return this.#now() - before.since > DEAF_AFTER_MS
    return false
  }
}

/** Packets that wait because a socket's transport is not writable. engine.io's types keep them private. */
const waitingFor = (screen: Reader): { data?: unknown }[] =>
  (screen.conn as unknown as { writeBuffer: { data?: unknown }[] }).writeBuffer

/** Whether a screen reads what it is sent. */
export function keepsUp(screen: Reader): boolean {
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
export async function drained({ conn }: Reader): Promise<void> {
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
