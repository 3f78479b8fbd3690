/** Numbers are given out anew when what was done is done again: which of now is which of then. */
import type { Tx } from '../database/pool.ts'
import type { Act } from './record.ts'

/** `with_encounter_id`, `into_patient_id`: what kind of number stands there. */
const kindOf = (field: string): string => /(?:^|_)((?:encounter|patient)_id)$/.exec(field)?.[1] ?? field

/**
 * Rows that come about by themselves (a turn, when its bed is left), or many at a time (a history that is brought in), are
 * named by no answer. They are told apart by what they belong to: the nth turn of its bed is the nth turn of its bed.
 */
const NTH: Readonly<Record<string, { table: string; of: string }>> = {
  turnover_id: { table: 'turnover', of: 'bed_id' },
  barrier_id: { table: 'discharge_barrier', of: 'encounter_id' },
  observation_set_id: { table: 'observation_set', of: 'encounter_id' },
  request_id: { table: 'bed_request', of: 'encounter_id' },
  porter_job_id: { table: 'porter_job', of: 'encounter_id' },
  outbound_id: { table: 'outbound', of: 'receiver_id' },
}

export class Ids {
  readonly #then: Tx
  readonly #now: Tx
  readonly #known = new Map<string, number>()

  constructor({ then, now }: { then: Tx; now: Tx }) {
    this.#then = then
    this.#now = now
  }

  /** Learns from an act that was done then and now. */
  learn(then: Act, now: Act): void {
    this.#pair('', then.result, now.result)
    then.encounter_ids.forEach((id, nth) => this.#note('encounter_id', id, now.encounter_ids[nth]))
    then.patient_ids.forEach((id, nth) => this.#note('patient_id', id, now.patient_ids[nth]))
  }

  /** A message that is on record in both. */
  message(then: number, now: number): void {
    this.#note('inbound_id', then, now)
  }

  /** An input of then, with the numbers of now. */
  async translated(input: unknown, field = ''): Promise<unknown> {
    if (Array.isArray(input)) return Promise.all(input.map((one) => this.translated(one, field)))
    if (typeof input === 'object' && input !== null) {
      const entries = Object.entries(input).map(async ([name, value]) => [
        name,
        await this.translated(value, name),
      ])
      return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]) // each is a name and a value
    }
    return typeof input === 'number' && field.endsWith('_id') ? this.of(kindOf(field), input) : input
  }

  /** @throws when nothing on record says which it is. */
  async of(kind: string, id: number): Promise<number> {
    const now =
      this.#known.get(`${kind} ${id}`) ?? (await (kind === 'bed_id' ? this.#bed(id) : this.#nth(kind, id)))
    if (now === undefined) throw new Error(`${kind} ${id} was made by no act`)
    this.#note(kind, id, now)
    return now
  }

  /** A bed has a name. */
  async #bed(id: number): Promise<number | undefined> {
    const named = await this.#then.row<{ site: string; code: string }>(
      'select site, code from bed where bed_id = $1',
      [id],
    )
    const now = await this.#now.row<{ id: number }>(
      'select bed_id as id from bed where site = $1 and code = $2',
      [named?.site, named?.code],
    )
    return now?.id
  }

  async #nth(kind: string, id: number): Promise<number | undefined> {
    const rule = NTH[kind]
    if (!rule) return undefined
    const place = await this.#then.row<{ owner: number; nth: number }>(
      `select ${rule.of} as owner, (select count(*) from ${rule.table} e
                where e.${rule.of} = t.${rule.of} and e.${kind} < t.${kind}) as nth
         from ${rule.table} t where ${kind} = $1 and ${rule.of} is not null`,
      [id],
    )
    if (!place) return undefined
    const now = await this.#now.row<{ id: number }>(
      `select ${kind} as id from ${rule.table} where ${rule.of} = $1 order by ${kind} offset $2 limit 1`,
      [await this.of(rule.of, place.owner), place.nth],
    )
    return now?.id
  }

  #pair(field: string, then: unknown, now: unknown): void {
    if (typeof then === 'number' && typeof now === 'number') this.#note(kindOf(field), then, now)
    if (typeof then !== 'object' || then === null || typeof now !== 'object' || now === null) return
    const of = new Map(Object.entries(now))
    for (const [name, value] of Object.entries(then))
      this.#pair(Array.isArray(then) ? field : name, value, of.get(name))
  }

  #note(kind: string, then: number, now: number | undefined): void {
    if (kind.endsWith('_id') && now !== undefined) this.#known.set(`${kind} ${then}`, now)
  }
}
