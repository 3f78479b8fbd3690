/** F4: the primary dies and its standby takes over: all begin a new epoch; what was acknowledged is there, or its loss is said. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import type { Bench } from '../bench.ts'
import type { Fared } from '../drivers/walls.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault } from '../fault.ts'
import { standOf } from '../stand-fleet.ts'
import { storedCommands } from '../stored.ts'

const told: Fault['told'] = {
  readyz: 'database',
  also: ['feed'],
  log: ['away the database', 'back the database', 'away the feed', 'standby-took-over', 'back the feed'],
}
/** Loading everything anew, and finding a Postgres that has just become a primary. */
const CONVERGED_MS = 15_000
const LOST = 20

const epochs = async ({ drivers }: Bench): Promise<(string | undefined)[]> =>
  (await drivers.walls.ask<Fared[]>('fared', Date.now())).map(({ epoch }) => epoch)

/** How much a server says was missing on the standby that took over; undefined: it said nothing. */
function lostBytes(log: string): number | undefined {
  const told = /"event":"standby-took-over".*?"lost_bytes":(\d+)/.exec(log)?.[1]
  return told === undefined ? undefined : Number(told)
}

/** @returns what to say of walls that still stand in the epoch of before */
async function anew(before: readonly (string | undefined)[], bench: Bench): Promise<string[]> {
  let same = 0
  const none = async (): Promise<boolean> => {
    same = (await epochs(bench)).filter((epoch, nth) => epoch === before[nth]).length
    return same === 0
  }
  await until(none, { what: 'a new epoch', timeoutMs: 60_000 }).catch(() => undefined)
  return same > 0 ? [`${same} walls did not begin a new epoch`] : []
}

const synchronous: Fault = {
  id: 'F4',
  what: 'primary killed (-9), its synchronous standby takes over',
  kind: 'fleet',
  convergedMs: CONVERGED_MS,
  told,
  async strike({ bench, random, measure, broken }) {
    const stand = standOf(bench)
    const standby = await stand.follow('synchronous')
    await pause(2000 * random())
    const before = await epochs(bench)
    const said = bench.servers.map(({ chronicle }) => chronicle.length)
    await stand.failOver(standby, pause(500 + 2000 * random()))
    const healedAt = Date.now()
    for (const what of await anew(before, bench)) broken(what)
    // Screens read what the primary has written before its standby has it: shown, and not acknowledged to anybody.
    const value = Math.max(
      ...bench.servers.map(({ chronicle }, nth) => lostBytes(chronicle.slice(said[nth])) ?? NaN),
    )
    measure({ what: 'bytes shown and taken back', value, limit: Infinity, unit: '' })
    return healedAt
  },
}

/**
 * The line to the standby breaks, nobody waits for it, and then the primary dies. The senders rest meanwhile: of what is
 * lost so they would go on as if it were there. What is lost is the bench's own, and is counted.
 */
const asynchronous: Fault = {
  id: 'F4',
  what: 'primary killed (-9), its asynchronous standby lacks what came last',
  kind: 'fleet',
  convergedMs: CONVERGED_MS,
  told,
  async strike({ bench, random, measure, broken }) {
    const stand = standOf(bench)
    const standby = await stand.follow('asynchronous')
    const waiting = await bench.drivers.rest()
    if (waiting !== undefined) broken(`never answered before: ${waiting}`)
    await stand.caughtUp(standby)
    await stand.strand(standby)
    const keys = Array.from({ length: LOST }, () => randomUUID())
    for (const family of keys) await bench.server.done('patients/register', { site: SITE, family })
    const before = await epochs(bench)
    const said = bench.servers.map(({ chronicle }) => chronicle.length)
    await stand.failOver(standby, pause(500 + 1000 * random()))
    const healedAt = Date.now()
    for (const what of await anew(before, bench)) broken(what)
    const kept = await storedCommands(stand.databaseUrl, keys)
    measure({
      what: 'lost with the old primary, and said',
      value: LOST - kept.size,
      limit: Infinity,
      unit: '',
    })
    if (kept.size > 0) broken(`${kept.size} of what the standby never had are there`)
    const unsaid = bench.servers.filter(
      ({ chronicle }, nth) => !((lostBytes(chronicle.slice(said[nth])) ?? 0) > 0),
    )
    if (unsaid.length > 0) broken(`${unsaid.length} servers did not say that something is missing`)
    await bench.drivers.go()
    return healedAt
  },
}

export const failover = [synchronous, asynchronous]
