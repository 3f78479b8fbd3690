/** F25, and every single part frozen: server, broker and database killed in one second; and the server stopped for a while. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

const UP_WITHIN_MS = 30_000
/** Who wakes after long finds much of what it knew gone, for a moment. */
const ALL = ['database', 'feed', 'broker', 'away the database', 'away the feed', 'away the broker']
const FROZEN_S = { short: 3, usual: 8, long: 20 } as const

export const allAtOnce: Fault = {
  id: 'F25',
  what: 'server, broker and database killed (-9) at once',
  kind: 'outside',
  endsServer: true,
  brokerMayLose: true,
  told: { log: ['ready'], also: ALL },
  async strike({ bench: { server, postgres, mosquitto }, random, measure }) {
    const all = [() => server.crash(), () => postgres?.kill(), () => mosquitto?.kill()].sort(
      () => random() - 0.5,
    )
    await Promise.all(all.map(async (kill) => kill()))
    const began = performance.now()
    await Promise.all([postgres?.start(), mosquitto?.start()])
    await server.start()
    measure({
      what: 'all up',
      value: performance.now() - began,
      limit: UP_WITHIN_MS,
      unit: 'ms',
      scaled: true,
    })
    return Date.now()
  },
}

/** A long garbage collection, a virtual machine that is moved: it was away, and does not know it. */
export const frozen: Fault = {
  id: 'F1',
  what: 'server frozen (SIGSTOP), and on',
  kind: 'outside',
  told: { also: ALL },
  async strike({ bench: { server }, length }) {
    process.kill(server.pid, 'SIGSTOP')
    await pause(FROZEN_S[length] * 1000)
    process.kill(server.pid, 'SIGCONT')
    return Date.now()
  },
}
