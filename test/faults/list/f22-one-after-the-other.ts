/** F22 with two servers: one is told to stop and started again, then the other, as an upgrade does; nobody is to notice. */
import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '../bench.ts'
import type { Fault } from '../fault.ts'
import { longestAbsence, wallsOn } from '../fared.ts'
import { standOf } from '../stand-fleet.ts'

const DRAINED_MS = 10_000
const BLINK_MS = 1000
const BETWEEN_MS = 1500
const IDLE_MS = 500

export const oneAfterTheOther: Fault = {
  id: 'F22',
  what: 'two servers told to stop (SIGTERM) and started again, one after the other',
  kind: 'fleet',
  endsServer: true,
  told: { readyz: 'draining', log: ['stopping', 'ready'] },
  async strike({ bench, random, measure, broken }) {
    const stand = standOf(bench)
    const began = Date.now()
    const user = new IdleUser(bench)
    const before = await fives(bench)
    const order = random() < 0.5 ? [...stand.servers] : [...stand.servers].reverse()
    const scaled = true
    for (const server of order) {
      const walls = await wallsOn(server, bench)
      const from = Date.now()
      const { code, ms } = await stand.fleet.drain(server)
      measure({ what: 'drained', value: ms, limit: DRAINED_MS, unit: 'ms', scaled })
      if (code !== 0) broken(`it ended with ${String(code)}`)
      const blink = await longestAbsence(from, walls, bench)
      measure({ what: 'walls blink', value: blink, limit: BLINK_MS, unit: 'ms', scaled })
      await stand.fleet.revive(server)
      await pause(BETWEEN_MS) // the balancer asks twice a second who is ready
    }
    const healedAt = Date.now()
    for (const [what, times] of Object.entries(await user.leave()))
      broken(`an idle user got ${what}, ${times} times`)
    const refused = (await fives(bench)) - before
    if (refused > 0) broken(`${refused} requests were answered with 5xx`)
    const stale = (await bench.page?.staleSince(began))?.filter(({ is }) => is).length ?? 0
    if (stale > 0) broken('the page said that it is not live')
    for (const what of await stand.toldWrongly()) broken(what)
    return healedAt
  },
}

/** How many requests of the people at consoles were ever answered with 5xx. */
async function fives({ drivers }: Bench): Promise<number> {
  const troubles = await drivers.consoles.ask<Record<string, number>>('troubles')
  return Object.entries(troubles).reduce((sum, [what, times]) => sum + (/^5\d\d$/.test(what) ? times : 0), 0)
}

/** Somebody who asks for something now and then, on one connection that is kept alive. */
class IdleUser {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #wrong: Record<string, number> = {}
  #going = true
  readonly #asking: Promise<void>

  constructor({ wires }: Bench) {
    this.#url = `http://127.0.0.1:${wires.http.port}/api/openapi.json`
    this.#asking = this.#ask()
  }

  /** @returns what went wrong, and how often */
  async leave(): Promise<Record<string, number>> {
    this.#going = false
    await this.#asking
    this.#agent.destroy()
    return this.#wrong
  }

  async #ask(): Promise<void> {
    while (this.#going) {
      const answer = await this.#once()
      if (answer !== '200') this.#wrong[answer] = (this.#wrong[answer] ?? 0) + 1
      await pause(IDLE_MS)
    }
  }

  #once(): Promise<string> {
    return new Promise((resolve) => {
      get(this.#url, { agent: this.#agent }, (response) => {
        response.resume().once('end', () => resolve(String(response.statusCode)))
      }).once('error', (error) => resolve(error.message))
    })
  }
}
