/**
 * What a screen shows of the beds and of the units, through log, mirror, boards and socket, beside one query that knows
 * nothing of any of them: it asks the tables alone, as somebody would who never read the server.
 */
import { padded } from '../../server/feed/lsn.ts'
import type { BedCounts, BedRow } from '../../schema/boards/beds.ts'
import type { UnitRow } from '../../schema/boards/units.ts'
import { ask, connected, linkTo, openStation } from '../live/station.ts'
import { until } from '../support/until.ts'
import type { Ward } from './ward.ts'

interface Bed {
  unit: string
  bed: string
  state: string
  /** The encounter of who lies there, and of whom it is kept for. */
  lies: number | null
  kept_for: number | null
  turn: number | null
}
type Unit = BedCounts & { unit: string; unplaced: number }

/** By their codes, which are of one site here. */
export interface Picture {
  beds: Bed[]
  units: Unit[]
}

export interface OpenBoards {
  /** Both pictures of one position of the log. While somebody writes they are of two: call it when all have done. */
  now(): Promise<{ shown: Picture; onRecord: Picture }>
  stop(): Promise<void>
}

/** A server before the ward's database, with a screen that stays before both boards, so that they are followed step by step. */
export async function openBoards({ url, database }: Pick<Ward, 'url' | 'database'>): Promise<OpenBoards> {
  const station = await openStation(url)
  const link = await connected(linkTo(station))
  /** The rows of a board once it is as far as the log was. */
  const rowsOf = <Row>(board: 'beds' | 'units', lsn: string): Promise<Row[]> =>
    until(
      async () => {
        const answer = await ask(link, { board, place: {}, level: 'full' })
        return answer.ok && 'rows' in answer && answer.lsn >= lsn ? (answer.rows as Row[]) : undefined // of the board asked for
      },
      { what: `the board ${board} to be at ${lsn}`, timeoutMs: 15_000 },
    )
  return {
    async now() {
      const { value, lsn } = await database.transaction((tx) => tx.rows<Picture>(FROM_NOTHING))
      const [onRecord] = value
      if (!onRecord) throw new Error('the query answers nothing')
      const beds = await rowsOf<BedRow>('beds', padded(lsn))
      const units = await rowsOf<UnitRow>('units', padded(lsn))
      return {
        shown: { beds: beds.map(ofBed).sort(byCode), units: units.map(ofUnit).sort(byCode) },
        onRecord,
      }
    },
    async stop() {
      link.disconnect()
      await station.stop()
    },
  }
}

const ofBed = (row: BedRow): Bed => ({
  unit: row.unit,
  bed: row.bed,
  state: row.state,
  lies: row.patient?.encounter_id ?? null,
  kept_for: row.reserved?.encounter_id ?? null,
  turn: row.turn?.turnover_id ?? null,
})

const ofUnit = (row: UnitRow): Unit => ({
  unit: row.unit,
  beds: row.beds,
  available: row.available,
  occupied: row.occupied,
  reserved: row.reserved,
  ready: row.ready,
  vacated: row.vacated,
  dirty: row.dirty,
  cleaning: row.cleaning,
  blocked: row.blocked,
  closed: row.closed,
  occupancy: row.occupancy,
  unplaced: row.unplaced,
})

const byCode = (a: { bed?: string; unit: string }, b: { bed?: string; unit: string }): number =>
  (a.bed ?? a.unit) < (b.bed ?? b.unit) ? -1 : 1

/** Everything on record that makes a bed something is a claim to it; the gravest holds. */
const FROM_NOTHING = `
with lies as (select * from stay where ended_at is null and cancelled_at is null),
     kept as (select * from reservation where ended_at is null),
     turn as (select * from turnover where finished_at is null and cancelled_at is null),
     claim (bed_id, rank, state) as (
       select bed_id, 1, 'occupied' from lies where bed_id is not null
       union all select bed_id, 2, 'blocked' from bed where blocked_at is not null
       union all select bed_id, 3, 'closed' from bed where not staffed
       union all select bed_id, 4, 'cleaning' from turn where started_at is not null
       union all select bed_id, 5, 'dirty' from turn where asked_at is not null
       union all select bed_id, 6, 'vacated' from turn
       union all select bed_id, 7, 'reserved' from kept
       union all select bed_id, 8, 'ready' from bed),
     stands as (select distinct on (bed_id) bed_id, state from claim order by bed_id, rank),
     beds as (
       select unit.code as unit, bed.code as bed, stands.state, lies.encounter_id as lies,
              kept.encounter_id as kept_for, turn.turnover_id as turn
         from bed join unit using (unit_id) join stands using (bed_id)
         left join lies using (bed_id) left join kept using (bed_id) left join turn using (bed_id)),
     units as (
       select unit.code as unit, count(bed_id) as beds,
              count(*) filter (where staffed and blocked_at is null) as available,
              count(*) filter (where state = 'occupied') as occupied,
              count(*) filter (where state = 'reserved') as reserved,
              count(*) filter (where state = 'ready') as ready,
              count(*) filter (where state = 'vacated') as vacated,
              count(*) filter (where state = 'dirty') as dirty,
              count(*) filter (where state = 'cleaning') as cleaning,
              count(*) filter (where state = 'blocked') as blocked,
              count(*) filter (where state = 'closed') as closed,
              round(100.0 * count(*) filter (where state = 'occupied')
                    / nullif(count(*) filter (where staffed and blocked_at is null), 0), 1) as occupancy,
              (select count(*) from lies where lies.unit_id = unit.unit_id and lies.bed_id is null) as unplaced
         from unit left join bed using (unit_id) left join stands using (bed_id) group by unit.unit_id)
select (select json_agg(beds order by bed collate "C") from beds) as beds,
       (select json_agg(units order by unit collate "C") from units) as units`
