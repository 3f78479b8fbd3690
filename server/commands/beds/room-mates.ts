/** Who else lies in the room of a bed, and what keeps them apart from whom. */
import type { Precaution } from '../../../schema/placement/words.ts'
import type { BedFeature } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/** A bed's room as one patient would find it. */
export interface RoomNow {
  room: string
  /** Of the bed. */
  features: readonly BedFeature[]
  /** What the patient is under. */
  mine: readonly Precaution[]
  /** What each of the others in the room is under. */
  mates: readonly (readonly Precaution[])[]
}

/**
 * The room as the patient of an encounter would find it. Those of `going` do not count: they leave the room in the same
 * act. The beds of the room are locked by the caller (lockBeds, `rooms`), so nobody comes in meanwhile.
 *
 * @param awaited whether those count for whom a bed of the room is kept: when a bed is kept, not when it is taken
 */
export async function readRoom(
  tx: Tx,
  bedId: number,
  encounterId: number,
  { going = [], awaited = false }: { going?: readonly number[]; awaited?: boolean } = {},
): Promise<RoomNow> {
  const bed = await tx.row<{ room: string; features: BedFeature[] }>(
    'select r.code as room, b.features from bed b join room r using (room_id) where b.bed_id = $1',
    [bedId],
  )
  if (!bed) throw new Error(`bed ${bedId} vanished`) // nothing deletes a bed
  const mates = await tx.rows<{ encounter_id: number }>(
    `select who.encounter_id from bed b
       join bed other on other.room_id = b.room_id and other.bed_id <> b.bed_id
       join lateral (select s.encounter_id from stay s
                      where s.bed_id = other.bed_id and s.ended_at is null and s.cancelled_at is null
                     union
                     select r.encounter_id from reservation r
                      where $4 and r.bed_id = other.bed_id and r.ended_at is null) who on true
      where b.bed_id = $1 and who.encounter_id <> $2 and who.encounter_id <> all ($3)`,
    [bedId, encounterId, going, awaited],
  )
  const under = await precautionsOf(tx, [encounterId, ...mates.map((mate) => mate.encounter_id)])
  return {
    ...bed,
    mine: under.get(encounterId) ?? [],
    mates: mates.map((mate) => under.get(mate.encounter_id) ?? []),
  }
}

async function precautionsOf(tx: Tx, encounterIds: readonly number[]): Promise<Map<number, Precaution[]>> {
  const rows = await tx.rows<Precaution & { encounter_id: number }>(
    'select encounter_id, kind, organism from precaution where encounter_id = any ($1) and ended_at is null',
    [encounterIds],
  )
  const under = new Map<number, Precaution[]>()
  for (const { encounter_id, kind, organism } of rows)
    under.set(encounter_id, [...(under.get(encounter_id) ?? []), { kind, organism }])
  return under
}
