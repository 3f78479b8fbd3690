/** Screens that show a code, and the administrator who types it, before a database of one's own. */
import type { CommandInput, CommandResult } from '../../schema/commands/index.ts'
import type { Grant } from '../../schema/access/roles.ts'
import type { PairingBegun } from '../../schema/access/pairing.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { Pairing } from '../../server/access/pairing.ts'
import { run } from '../../server/commands/run.ts'
import type { Database } from '../../server/database/pool.ts'
import { anybody } from '../support/keys.ts'

export const SIZE = { width: 1920, height: 1080 }
export const HOUSE: Grant = { role: 'administrator', site: null, unit: null }

export class WaitingRoom {
  readonly pairing: Pairing
  /** Of the whole house. */
  readonly ada: Viewer
  readonly #database: Database

  private constructor(database: Database, ada: Viewer) {
    this.#database = database
    this.pairing = new Pairing(database)
    this.ada = ada
  }

  static async open(database: Database): Promise<WaitingRoom> {
    return new WaitingRoom(database, await administrator(database, HOUSE))
  }

  screen(address = '192.0.2.7'): Promise<PairingBegun> {
    return this.pairing.begin(SIZE, { address, agent: 'Kiosk 1.0' }, 'https://wardroom.test/admin/walls')
  }

  /** Whoever types has the code in the form people read it. */
  async typed({ user_code }: PairingBegun, who = this.ada): Promise<number> {
    return (await this.pairing.waiting(user_code.replace('-', ''), who)).wall_pairing_id
  }

  async pair(
    wall_pairing_id: number,
    given: Omit<CommandInput<'walls/pair'>, 'wall_pairing_id'>,
    viewer = this.ada,
  ): Promise<CommandResult<'walls/pair'>> {
    const by = { door: 'http', who: viewer.name, viewer } as const
    const outcome = await run(this.#database, 'walls/pair', { wall_pairing_id, ...given }, by)
    if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`)
    return outcome.result
  }

  /** A whole wall, and what its browser holds. */
  async wall(given: Partial<CommandInput<'walls/pair'>> = {}): Promise<{ wall_id: number; cookie: string }> {
    const screen = await this.screen()
    const { wall_id } = await this.pair(await this.typed(screen), {
      name: 'By the lift',
      site: 'gh',
      ...given,
    })
    const answer = await this.pairing.ask(screen.device_code)
    if ('not' in answer) throw new Error(answer.not)
    return { wall_id, cookie: `wardroom-wall=${answer.key}` }
  }

  /** So much later, as far as screens that wait are concerned. */
  async later(seconds: number): Promise<void> {
    await this.#database.rows(
      `update wall_pairing set until = until - make_interval(secs => $1), polled_at = polled_at - make_interval(secs => $1)`,
      [seconds],
    )
  }
}

export async function administrator(database: Database, ...grants: Grant[]): Promise<Viewer> {
  const person = await database.row<{ person_id: number }>(
    `insert into person (login, name) select 'ada-' || count(*), 'Ada' from person returning person_id`,
  )
  return { ...anybody, kind: 'person', id: person?.person_id ?? 0, name: 'Ada', grants }
}
