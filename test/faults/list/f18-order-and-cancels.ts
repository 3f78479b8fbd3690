/**
 * F18: what happened to patients is told forward, twice, backward and shuffled, by a sender that sends again what was not
 * taken; the beds end the same.
 */
import { codeOf, dial, type Peer } from '../../hl7/peer.ts'
import { asProgram } from '../../support/keys.ts'
import type { Bench } from '../bench.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault } from '../fault.ts'
import { asking } from '../stored.ts'
import { scenarios, type Scenario, type Step } from './f18-scenarios.ts'

const SHUFFLES = { short: 1, usual: 2, long: 20 } as const
/** A sender repeats what was answered AE; each time one message more may find what it waited for. */
const ROUNDS = 8
const UNIT = 'ORDER'
const MINUTE_MS = 60_000

export const orderAndCancels: Fault = {
  id: 'F18',
  what: 'HL7 doubled, backward, shuffled: moves, cancels, merges',
  kind: 'embedded',
  told: { often: 'hl7 message' }, // each that waits for another is said
  async strike({ bench, random, length, measure, broken }) {
    await layOutUnit(bench)
    const peer = await dial(bench.wires.hl7.port)
    let [told, nth] = [0, 0]
    for (const scenario of scenarios) {
      for (const [name, order] of orders(scenario, random, SHUFFLES[length])) {
        const run = `${Math.floor(random() * 1e9).toString(36)}${++nth}`
        const how = `${scenario.what}, ${name} (${order.map((step) => `${step.event}.${step.nth}`).join(' ')})`
        const waits = await tell(peer, run, order)
        if (waits.length > 0) broken(`${how}: never taken: ${waits.join('; ')}`)
        for (const wrong of await differences(bench, run, scenario)) broken(`${how}: ${wrong}`)
        for (const who of new Set(order.map((step) => step.who)))
          await peer.ask(message(run, { event: 'A23', nth: 20, who, bed: 1 })) // none of it ever was
        told += order.length
      }
    }
    await peer.close()
    measure({ what: 'messages told in another order', value: told, limit: Infinity, unit: '' })
    return Date.now()
  },
}

const layOutUnit = ({ server }: Bench): Promise<unknown> =>
  server.done('hospital/lay-out', {
    site: SITE,
    name: 'General',
    time_zone: 'UTC',
    currency: 'EUR',
    units: [
      {
        unit: UNIT,
        name: 'Order',
        kind: 'medical',
        rooms: [{ room: '1', beds: [1, 2, 3].map((bed) => ({ bed: `${UNIT}-${bed}` })) }],
      },
    ],
  })

function* orders(
  { steps }: Scenario,
  random: () => number,
  shuffles: number,
): Generator<[string, readonly Step[]]> {
  yield ['forward', steps]
  yield ['each twice', steps.flatMap((step) => [step, step])]
  yield ['all twice', [...steps, ...steps]]
  yield ['backward', steps.toReversed()]
  for (let nth = 0; nth < shuffles; nth++) yield ['shuffled', shuffled([...steps, ...steps], random)]
}

const shuffled = <T>(of: readonly T[], random: () => number): T[] =>
  of
    .map((one) => ({ one, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)

/** @returns what was never taken, and why. */
async function tell(peer: Peer, run: string, order: readonly Step[]): Promise<string[]> {
  let waiting = order
  const why = new Map<Step, string>()
  for (let round = 0; round < ROUNDS && waiting.length > 0; round++) {
    const again: Step[] = []
    for (const step of waiting) {
      const answer = await peer.ask(message(run, step))
      if (codeOf(answer) === 'AA') continue
      again.push(step)
      why.set(step, answer.split('\r').slice(1).join(' '))
    }
    waiting = again
  }
  return waiting.map((step) => `${step.event}.${step.nth} ${why.get(step) ?? ''}`)
}

/** A step every ten minutes since five hours ago. Told again, it is the same to the byte. */
function message(run: string, { event, nth, who, id = '', bed, from, gone, sent }: Step): string {
  const at = stamp(EPOCH + nth * 10 * MINUTE_MS)
  const place = (number: number): string => `${UNIT}^1^${UNIT}-${number}`
  const number = (letter: string): string => `F18${run}${letter}`
  return [
    `MSH|^~\\&|ORDER|GH|WARDROOM|GH|${sent ?? at}||ADT^${event}|${number('')}${event}${nth}${who}${id}|P|2.5`,
    `EVN|${event}|${at}`,
    `PID|1||${number(who)}^^^GH^MR||Order^Given`,
    ...(gone === undefined ? [] : [`MRG|${number(gone)}^^^GH^MR`]),
    ...(bed === undefined
      ? []
      : [`PV1|1|I|${place(bed)}|||${from === undefined ? '' : place(from)}|||||||||||||${number(who)}V`]),
  ].join('\r')
}

const EPOCH = Date.now() - 300 * MINUTE_MS
const stamp = (at: number): string => `${new Date(at).toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}+0000`

/** What is not as the scenario ends: who lies where, who is one person under either number, which bed was freed twice. */
async function differences(
  { databaseUrl, server }: Bench,
  run: string,
  { steps, beds, one }: Scenario,
): Promise<string[]> {
  const lying = await asking(databaseUrl(), async (database) => {
    const { rows } = await database.query<{ bed: string; visit: string }>(
      `select b.code as bed, e.visit from stay s join bed b using (bed_id) join encounter e using (encounter_id)
        where s.ended_at is null and s.cancelled_at is null and e.visit like $1 order by 1`,
      [`F18${run}%`],
    )
    return rows.map(({ bed, visit }) => `${visit.at(-2) ?? ''} in ${bed.at(-1) ?? ''}`).join(', ')
  })
  const wanted = Object.entries(beds)
    .map(([bed, who]) => `${who} in ${bed}`)
    .join(', ')
  const wrong = lying === wanted ? [] : [`"${lying}", should be "${wanted}"`]
  for (const who of new Set(steps.map((step) => step.who))) {
    const response = await fetch(`${server.url}/api/patients?site=${SITE}&find=F18${run}${who}`, {
      headers: asProgram,
    })
    const { patients } = (await response.json()) as { patients: { identifiers: { value: string }[] }[] } // schema/queries
    const known = patients.map(({ identifiers }) =>
      [...new Set(identifiers.map(({ value }) => value.at(-1) ?? ''))].sort().join(''),
    )
    const person = one?.includes(who) === true ? one : who
    if (known.join() !== person) wrong.push(`${who} finds "${known.join()}", should find "${person}"`)
  }
  const { rows } = await asking(databaseUrl(), (database) =>
    database.query<{ code: string }>(
      `select b.code from turnover t join bed b using (bed_id)
        where t.finished_at is null and t.cancelled_at is null and b.code like '${UNIT}-%' group by 1 having count(*) > 1`,
    ),
  )
  return [...wrong, ...rows.map(({ code }) => `${code} was freed twice`)]
}
