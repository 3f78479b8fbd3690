/** A20: what state a bed is in, by the system that keeps it (HL7 table 0116). */
import { Refused } from '../../commands/refused.ts'
import { does, unlessDone, type Note, type Told } from './told.ts'

/**
 * C closed, H wants housekeeping, I isolated, K contaminated, U ready to be used; O says that somebody lies there, and not
 * who, so it changes nothing. That a bed is free in which somebody lies on record is contradictory.
 */
export async function isBed(told: Omit<Told, 'patientId'>): Promise<Note> {
  const { tx, site, intention } = told
  const { bed: location, code } = intention.bedStatus
  const where = location && (await told.place(location, 'NPU-1'))
  const bed = where?.bed
  if (bed === undefined) throw new Refused('invalid-input', 'NPU-1: no bed', { field: 'NPU-1' })
  const at = { site, bed }
  const now = await tx.row<{
    taken: boolean
    block_reason: string | null
    staffed: boolean
    turning: boolean
  }>(
    `select exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null) as taken,
            b.block_reason, b.staffed,
            exists (select from turnover t where t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null) as turning
       from bed b where b.site = $1 and b.code = $2`,
    [site, bed],
  )
  if (!now) throw new Error(`bed ${bed} vanished`) // it was found a moment ago
  switch (code) {
    case 'C':
      if (now.staffed) await unlessDone(told, 'beds/staff', { ...at, staffed: false })
      return undefined
    case 'H':
      if (now.taken) throw taken(bed)
      await unlessDone(told, 'cleaning/ask', at)
      return undefined
    case 'I':
    case 'K':
      await unlessDone(told, 'beds/block', { ...at, reason: code === 'I' ? 'isolation' : 'contaminated' })
      return undefined
    case 'O':
      return now.taken ? undefined : 'NPU-2: somebody lies there, and it does not say who; A01 or A02 does'
    case 'U':
      if (now.taken) throw taken(bed)
      if (now.block_reason !== null) await unlessDone(told, 'beds/unblock', at)
      if (!now.staffed) await unlessDone(told, 'beds/staff', { ...at, staffed: true })
      if (now.turning) await does(told, 'cleaning/finish', at)
      return undefined
    default:
      throw new Refused('invalid-input', 'NPU-2: none of C, H, I, K, O, U', { field: 'NPU-2' })
  }
}

const taken = (bed: string): Refused =>
  new Refused('wrong-state', `NPU-2: a patient is on record in bed ${bed}`, { field: 'NPU-2' })
