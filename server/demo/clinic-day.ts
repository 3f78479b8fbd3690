/** The day of the demo's clinics: set up at the start, read from the database each round, lived through the commands. */
import type { Run } from '../commands/run.ts'
import type { Tx } from '../database/pool.ts'
import { dueNow, planned, type Entry } from './agenda.ts'
import { clinicSubjects, demoClinics, type ClinicNow, type ClinicStep } from './clinics.ts'
import { DEMO_SITE } from './layout.ts'
import { between, type Random } from './random.ts'
import { after, type Pace } from './rates.ts'
import { give } from './staff.ts'

const WHO = 'demo: first day'
const MOST_ORDERS = 6

export class ClinicDay {
  readonly #database: Tx
  readonly #run: Run
  readonly #random: Random
  #steps = new Map<string, Entry<ClinicStep>>()

  constructor({ database, run, random }: { database: Tx; run: Run; random: Random }) {
    this.#database = database
    this.#run = run
    this.#random = random
  }

  /** Sets the clinics up. */
  async open(): Promise<void> {
    for (const { layout } of demoClinics)
      await give(this.#run, { who: WHO, command: 'clinics/set-clinic', input: layout })
  }

  /** Does what is due. What is refused (somebody at a console was quicker) is drawn anew after a while. */
  async round(pace: Pace): Promise<void> {
    this.#steps = planned(this.#steps, clinicSubjects(await this.#read(), pace))
    for (const { key, step } of dueNow(this.#steps, pace.now, MOST_ORDERS)) {
      const outcome = await give(this.#run, step)
      if (outcome.ok) this.#steps.delete(key)
      else this.#postpone(key, after(pace.now, between(this.#random, 1, 3), pace))
    }
  }

  #postpone(key: string, due: number): void {
    const entry = this.#steps.get(key)
    if (entry) this.#steps.set(key, { ...entry, due })
  }

  #read(): Promise<ClinicNow[]> {
    return this.#database.rows<ClinicNow>(
      `select c.code as clinic,
              count(t.ticket_id) filter (where t.counted_by = c.clinic_id) as issued,
              count(t.ticket_id) filter (where t.state = 'waiting' and t.clinic_id = c.clinic_id) as waiting,
              coalesce(json_agg(json_build_object('room', t.room, 'ticket_id', t.ticket_id, 'state', t.state, 'calls', t.calls,
                'since', extract(epoch from t.changed_at) * 1000))
                filter (where t.state in ('called', 'inside') and t.clinic_id = c.clinic_id), '[]') as rooms
         from clinic c join site s using (site)
         left join ticket t on c.clinic_id in (t.clinic_id, t.counted_by)
              and t.day = (now() at time zone s.time_zone)::date
        where c.site = $1 group by c.clinic_id`,
      [DEMO_SITE],
    )
  }
}
