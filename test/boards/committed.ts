/** What a database would hold after the same transactions, and the mirror a server that starts now would load from it. */
import type { Instant, Lsn } from '../../schema/terms.ts'
import { Mirror } from '../../server/feed/mirror.ts'
import { fromBigInt } from '../../server/feed/lsn.ts'
import {
  isOperational,
  wholeMinute,
  tableNames,
  tables,
  type TableName,
  type TableSpec,
} from '../../server/feed/tables.ts'
import type { LogChange, LogRow, Transaction } from '../../server/feed/transactions.ts'

export class Committed {
  readonly #rows = new Map<TableName, Map<string, LogRow>>(tableNames.map((name) => [name, new Map()]))
  readonly #clockJumps: boolean
  #position = 0n

  /** @param clockJumps whether its clock may go back; what was too old once would then be of interest again. */
  constructor({ clockJumps }: { clockJumps: boolean }) {
    this.#clockJumps = clockJumps
  }

  get lsn(): Lsn {
    return fromBigInt(this.#position)
  }

  /** Commits; encounters bring their patients, as the trigger of the schema does. */
  commit(changes: readonly LogChange[], at: Instant = '2026-10-25T00:00:00.000Z'): Transaction {
    this.#position += 16n
    const all = changes.flatMap((change) => {
      if ((!this.#clockJumps && this.#goesBack(change)) || this.#isRefused(change)) return []
      this.#apply(change)
      if (change.kind !== 'set' || change.table !== 'encounter') return [change]
      const patient = this.#rows.get('patient')?.get(String(change.row['patient_id']))
      return patient ? [change, { kind: 'set', table: 'patient', row: patient } as const] : [change]
    })
    return { lsn: this.lsn, at, changes: all }
  }

  /** The mirror as a server loads it that starts now: by the rule of each table. */
  loaded(): Mirror {
    const mirror = new Mirror(this.lsn)
    for (const name of tableNames) {
      const spec = tables[name] as TableSpec<object> // rows and rule are of the same table
      const around = {
        minute: () => wholeMinute(mirror.view.now),
        hasEncounterOf: (patient_id: number) =>
          [...mirror.view.encounter.where('patient_id', patient_id)].length > 0,
      }
      const kept = [...(this.#rows.get(name)?.values() ?? [])].filter((row) =>
        isOperational(spec, row, around),
      )
      mirror.load(name, kept as never[])
    }
    return mirror
  }

  /** What the constraints of the schema allow once is refused the second time. */
  #isRefused(change: LogChange): boolean {
    if (change.kind !== 'set') return false
    const { row } = change
    const table = change.table as TableName
    const rule = opens[table]
    if (!rule?.open(row)) return false
    const [id = ''] = tables[table].key
    const others = [...(this.#rows.get(table)?.values() ?? [])].filter(
      (other) => other[id] !== row[id] && rule.open(other),
    )
    return rule.once.some((of) => row[of] != null && others.some((other) => other[of] === row[of]))
  }

  #goesBack(change: LogChange): boolean {
    if (change.table !== 'clock') return false
    const now = this.#rows.get('clock')?.get('true')?.['at']
    return change.kind !== 'set' || (typeof now === 'string' && String(change.row['at']) < now)
  }

  #apply(change: LogChange): void {
    const name = change.table as TableName // generators know no other
    const rows = this.#rows.get(name)
    const keyOf = (row: LogRow): string => tables[name].key.map((column) => String(row[column])).join('/')
    if (change.kind === 'emptied') rows?.clear()
    else if (change.kind === 'gone') rows?.delete(keyOf(change.key))
    else {
      if (change.oldKey) rows?.delete(keyOf(change.oldKey))
      rows?.set(keyOf(change.row), change.row)
    }
  }
}

/** Of what is open, whose there is one at a time. */
const opens: Partial<Record<TableName, { once: string[]; open: (row: LogRow) => boolean }>> = {
  stay: {
    once: ['bed_id', 'encounter_id'],
    open: (row) => row['ended_at'] === null && row['cancelled_at'] === null,
  },
  turnover: { once: ['bed_id'], open: (row) => row['finished_at'] === null && row['cancelled_at'] === null },
  reservation: { once: ['bed_id', 'encounter_id'], open: (row) => row['ended_at'] === null },
  device: { once: ['bed_id'], open: (row) => row['kind'] === 'bed' },
}
