/** Does again, on an empty database, all that is on record in another: by the same commands and doors, at the same instants. */
import { pino } from 'pino'
import type { CommandName } from '../../schema/commands/index.ts'
import { tick } from '../commands/clock/clock.ts'
import { turnSensedBeds } from '../commands/clock/sensed-beds.ts'
import { recordReadings } from '../commands/devices/record-readings.ts'
import { run } from '../commands/run.ts'
import type { By } from '../commands/verb.ts'
import type { Tx } from '../database/pool.ts'
import { receiveHl7 } from '../intake/hl7/intake.ts'
import { replayHl7 } from '../intake/hl7/replay.ts'
import type { AnotherTime } from './another-time.ts'
import { Ids } from './ids.ts'
import { recordOf, type Act, type Event, type Message } from './record.ts'

export interface Replayed {
  acts: number
  messages: number
  readings: number
  /** What could not be done again as it was done then, a sentence each. */
  otherwise: string[]
}

const log = pino({ level: 'silent' })
const never = new AbortController().signal

export class Replay {
  readonly #then: Tx
  readonly #now: AnotherTime
  readonly #ids: Ids
  readonly #done: Replayed = { acts: 0, messages: 0, readings: 0, otherwise: [] }
  #lastAct = 0

  constructor({ then, now }: { then: Tx; now: AnotherTime }) {
    this.#then = then
    this.#now = now
    this.#ids = new Ids({ then, now: now.database })
  }

  async all(): Promise<Replayed> {
    for await (const event of recordOf(this.#then)) {
      await this.#timeIs(event.at)
      await this.#again(event)
    }
    const end = await this.#then.row<{ at: string }>('select at::text as at from clock')
    if (end) await this.#timeIs(end.at)
    return this.#done
  }

  /** What the clock brings about by itself, before what comes next. */
  async #timeIs(at: string): Promise<void> {
    await this.#now.is(at)
    await tick(this.#now.database)
    await turnSensedBeds(this.#now.database)
  }

  async #again(event: Event): Promise<void> {
    if (event.is === 'readings') {
      await recordReadings(this.#now.database, event.readings)
      this.#done.readings += event.readings.length
    } else if (event.is === 'message') {
      await this.#message(event.message)
    } else {
      const [first] = event.acts
      try {
        await this.#transaction(event.acts, event.message)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        this.#done.otherwise.push(`act ${first.act_id}, ${first.command}, cannot be done again: ${why}`)
      }
      await this.#learn(event.acts)
    }
  }

  async #transaction(acts: readonly [Act, ...Act[]], message: Message | undefined): Promise<void> {
    const [first] = acts
    const replayed = acts.find(({ command }) => command === 'interfaces/replay')
    if (replayed && replayed.inbound_id !== null) {
      const key = `m${await this.#ids.of('inbound_id', replayed.inbound_id)}`
      const answer = await replayHl7(this.#now.database, { key }, byOf(replayed), log)
      if (!answer.ok) throw new Error(answer.message)
    } else if (message) {
      await this.#message(message)
    } else {
      const input = await this.#ids.translated(first.input)
      const outcome = await run(this.#now.database, first.command as CommandName, input, byOf(first)) // a replay is met above
      if (!outcome.ok) throw new Error(`${outcome.code}, ${outcome.message}`)
    }
  }

  async #message({ inbound_id, raw }: Message): Promise<void> {
    await receiveHl7(
      this.#now.database,
      { bytes: raw },
      { peer: undefined, strangers: 'all', log, stop: never },
    )
    this.#done.messages++
    const stored = await this.#now.database.row<{ inbound_id: number }>(
      'select inbound_id from inbound where raw = $1 order by inbound_id desc limit 1',
      [raw],
    )
    if (stored) this.#ids.message(inbound_id, stored.inbound_id)
  }

  /** Holds the acts that came of it against those on record. */
  async #learn(then: readonly Act[]): Promise<void> {
    const now = await this.#now.database.rows<Act>(
      `select act_id, command, result, bed_ids, encounter_ids, patient_ids, inbound_id from act
        where act_id > $1 order by act_id`,
      [this.#lastAct],
    )
    this.#lastAct = now.at(-1)?.act_id ?? this.#lastAct
    this.#done.acts += now.length
    then.forEach((act, nth) => {
      const same = now[nth]
      if (same?.command === act.command) this.#ids.learn(act, same)
      else
        this.#done.otherwise.push(
          `act ${act.act_id} was ${act.command}, and is ${same?.command ?? 'nothing'} now`,
        )
    })
    for (const more of now.slice(then.length))
      this.#done.otherwise.push(
        `after act ${then.at(-1)?.act_id ?? '?'} there is one more now: ${more.command}`,
      )
  }
}

const byOf = ({ door, who, key }: Act): By => ({
  ...(door === 'http' ? { door, viewer: 'permitted' } : { door }),
  who,
  ...(key !== null && { key }),
})
