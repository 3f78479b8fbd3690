/** The board `beds`: what each bed is, who lies in it, and what its sensor says of that. */
import type { BedRow, BedTotals } from '../../schema/boards/beds.ts'
import { levelOfCare } from '../../schema/care.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { absenceOf, backSince } from './away.ts'
import { bedNow, first, type BedNow } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { bedCounts, bedTally } from './count-beds.ts'
import { trustOf } from './device-trust.ts'
import { dueAt, pausedOf } from './job-clock.ts'
import { leavingOf } from './leaving.ts'
import { knownAs, namedAt } from './names.ts'
import { precautionsOf, withoutOrganism } from './precautions.ts'
import { tagOf, wearersMoved, wearersOf } from './tags.ts'

export const beds: Board<BedRow, BedTotals> = {
  touched: {
    *bed(change, mirror) {
      yield change.key
      for (const encounter_id of wearersMoved(change, mirror)) yield* bedsOfEncounter(encounter_id, mirror)
    },
    stay: bedsNamed,
    turnover: bedsNamed,
    *pause(change, mirror) {
      for (const { turnover_id } of sidesOf(change)) {
        const turnover = turnover_id === null ? undefined : mirror.turnover.get(turnover_id)
        if (turnover) yield String(turnover.bed_id)
      }
    },
    reservation: bedsNamed,
    *device(change, mirror) {
      yield* bedsNamed(change)
      for (const encounter_id of wearersOf(Number(change.key), mirror))
        yield* bedsOfEncounter(encounter_id, mirror)
    },
    *tag_assignment(change, mirror) {
      for (const { encounter_id } of sidesOf(change))
        if (encounter_id !== null) yield* bedsOfEncounter(encounter_id, mirror)
    },
    *device_channel(change, mirror) {
      for (const { device_id } of sidesOf(change)) {
        const bed = mirror.device.get(device_id)?.bed_id
        if (bed != null) yield String(bed)
        for (const encounter_id of wearersOf(device_id, mirror)) yield* bedsOfEncounter(encounter_id, mirror)
      }
    },
    encounter: ({ key }, mirror) => bedsOfEncounter(Number(key), mirror),
    *discharge_barrier(change, mirror) {
      for (const { encounter_id } of sidesOf(change)) yield* bedsOfEncounter(encounter_id, mirror)
    },
    *absence(change, mirror) {
      for (const { encounter_id } of sidesOf(change)) yield* bedsOfEncounter(encounter_id, mirror)
    },
    *precaution(change, mirror) {
      for (const { encounter_id } of sidesOf(change)) yield* bedsOfEncounter(encounter_id, mirror)
    },
    *patient({ key }, mirror) {
      for (const { encounter_id } of mirror.encounter.where('patient_id', Number(key)))
        yield* bedsOfEncounter(encounter_id, mirror)
    },
    *unit(change, mirror) {
      yield* keysOf(mirror.bed.where('unit_id', Number(change.key)))
      for (const encounter_id of wearersMoved(change, mirror)) yield* bedsOfEncounter(encounter_id, mirror)
    },
    room: ({ key }, mirror) => keysOf(mirror.bed.where('room_id', Number(key))),
    *site({ key }, mirror) {
      yield* keysOf(mirror.bed.where('site', key))
      // Whom its rule masks may have a bed elsewhere.
      for (const { encounter_id, site } of mirror.encounter.all())
        if (site === key) yield* bedsOfEncounter(encounter_id, mirror)
    },
  },

  *keys(mirror) {
    yield* keysOf(mirror.bed.all())
  },

  row(key, mirror) {
    const bed = mirror.bed.get(key)
    const unit = bed && mirror.unit.get(bed.unit_id)
    const site = bed && mirror.site.get(bed.site)
    if (!unit || !site) return undefined
    const now = bedNow(bed, mirror)
    const sensor = sensorOf(bed, mirror)
    return {
      key,
      site: bed.site,
      unit: unit.code,
      unit_name: unit.name,
      unit_kind: unit.kind,
      level: levelOfCare(unit.kind),
      specialties: unit.specialties,
      room: mirror.room.get(bed.room_id)?.code ?? '',
      bed: bed.code,
      position: bed.position,
      state: now.state,
      table0116: now.table0116,
      since: now.since,
      features: bed.features,
      sex_rule: bed.sex_rule,
      surge: bed.surge,
      staffed: bed.staffed,
      blocked:
        bed.block_reason && bed.blocked_at
          ? { reason: bed.block_reason, note: bed.block_note, since: bed.blocked_at }
          : null,
      patient: patientOf(now, mirror),
      reserved: reservedFor(now, mirror),
      turn: turnOf(now, unit, mirror),
      sensor,
      tag: tagOf(bed, now.stay, mirror),
      conflict_since: conflictSince(bed, now, sensor, mirror),
      conflict_after_s: site.conflict_after_s,
      turn_goal_min: unit.turn_goal_min,
      clean_goal_min: unit.clean_goal_min,
    }
  },

  at: (row) => [row],

  masked(row, level) {
    switch (level) {
      case 'full':
        return row.patient?.masked || row.reserved?.masked
          ? {
              ...row,
              patient: row.patient && { ...row.patient, ...namedAt(level, row.patient) },
              reserved: row.reserved && {
                ...row.reserved,
                name: row.reserved.masked ? null : row.reserved.name,
              },
            }
          : row
      case 'secured':
        return {
          ...row,
          blocked: row.blocked && { ...row.blocked, note: null }, // free text may name somebody
          patient: row.patient && {
            ...row.patient,
            ...namedAt(level, row.patient),
            encounter_id: null,
            patient_id: null,
            mrn: null,
            sex: null,
            birth_date: null,
            precautions: withoutOrganism(row.patient.precautions),
            away: row.patient.away && { ...row.patient.away, place: null },
          },
          reserved: anonymous(row.reserved),
          turn: row.turn && { ...row.turn, assigned_to: null },
          tag: row.tag && { ...row.tag, place: null },
        }
      case 'corridor':
        return {
          ...row,
          blocked: row.blocked && { ...row.blocked, note: null },
          patient: row.patient && {
            ...row.patient,
            ...namedAt(level, row.patient),
            encounter_id: null,
            patient_id: null,
            mrn: null,
            sex: null,
            birth_date: null,
            precautions: withoutOrganism(row.patient.precautions),
            away: row.patient.away && { ...row.patient.away, place: null },
          },
          reserved: anonymous(row.reserved),
          turn: row.turn && { ...row.turn, assigned_to: null },
          tag: row.tag && { ...row.tag, place: null },
        }
      case 'public':
        return undefined // counts only
    }
  },

  tally: ({ state, staffed, blocked }) => bedTally({ state, unusable: !staffed || blocked !== null }),
  totals: bedCounts,
}

function* keysOf(beds: Iterable<Tables['bed']>): Generator<string> {
  for (const { bed_id } of beds) yield String(bed_id)
}

type NamesBed = { bed_id: number | null }
function* bedsNamed(change: { was: NamesBed | undefined; row: NamesBed | undefined }): Generator<string> {
  for (const { bed_id } of sidesOf(change)) if (bed_id !== null) yield String(bed_id)
}

function* bedsOfEncounter(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { bed_id } of mirror.stay.where('encounter_id', encounter_id))
    if (bed_id !== null) yield String(bed_id)
  for (const { bed_id } of mirror.reservation.where('encounter_id', encounter_id)) yield String(bed_id)
}

function patientOf({ stay }: BedNow, mirror: MirrorView): BedRow['patient'] {
  const encounter = stay && mirror.encounter.get(stay.encounter_id)
  const patient = encounter && mirror.patient.get(encounter.patient_id)
  if (!encounter || !patient) return null
  const leaving = leavingOf(encounter, mirror)
  const away = absenceOf(encounter.encounter_id, mirror)
  return {
    encounter_id: encounter.encounter_id,
    patient_id: encounter.patient_id,
    ...knownAs(patient, encounter.site, mirror),
    mrn: encounter.mrn,
    sex: patient.sex,
    birth_date: patient.birth_date,
    precautions: precautionsOf(encounter.encounter_id, mirror),
    class: encounter.class,
    admitted_at: encounter.started_at,
    expected_discharge_at: encounter.expected_discharge_at,
    leaving: { stage: leaving.stage, barriers: leaving.barriers.length },
    away: away
      ? { kind: away.kind, place: away.place, since: away.began_at, expected_at: away.expected_at }
      : null,
  }
}

function reservedFor({ reservation }: BedNow, mirror: MirrorView): BedRow['reserved'] {
  if (!reservation) return null
  const encounter = mirror.encounter.get(reservation.encounter_id)
  const patient = encounter && mirror.patient.get(encounter.patient_id)
  const { name, masked } = patient ? knownAs(patient, encounter.site, mirror) : NOBODY
  return {
    encounter_id: reservation.encounter_id,
    name,
    masked,
    since: reservation.made_at,
    precautions: precautionsOf(reservation.encounter_id, mirror),
  }
}

const NOBODY = { name: null, masked: false }

const anonymous = (reserved: BedRow['reserved']): BedRow['reserved'] =>
  reserved && {
    ...reserved,
    encounter_id: null,
    ...NOBODY,
    precautions: withoutOrganism(reserved.precautions),
  }

function turnOf({ turnover }: BedNow, unit: Tables['unit'], mirror: MirrorView): BedRow['turn'] {
  if (!turnover) return null
  const paused = pausedOf(mirror, { turnover_id: turnover.turnover_id })
  return {
    turnover_id: turnover.turnover_id,
    opened_by: turnover.opened_by,
    vacated_at: turnover.vacated_at,
    asked_at: turnover.asked_at,
    started_at: turnover.started_at,
    priority: turnover.priority,
    assigned_to: turnover.assigned_to,
    paused_since: paused.open?.began_at ?? null,
    isolation: turnover.isolation,
    due_at: dueAt(turnover, paused, unit),
  }
}

function sensorOf(bed: Tables['bed'], mirror: MirrorView): BedRow['sensor'] {
  const device = first(mirror.device.where('bed_id', bed.bed_id), ({ kind }) => kind === 'bed')
  if (!device) return null
  const channel = (name: string): Tables['device_channel'] | undefined =>
    mirror.device_channel.get(`${device.device_id}/${name}`)
  const occupancy = channel('occupancy')
  const alarm = channel('exit-alarm')
  const [trust, trust_since] = trustOf(device, mirror)
  const live = trust === 'live'
  return {
    device: device.code,
    trust,
    trust_since,
    // The last word of a device that went silent is not what is.
    occupied: live ? flag(occupancy, 'occupied') : null,
    occupied_since: live ? (occupancy?.changed_at ?? null) : null,
    exit_alarm_since: live && flag(alarm, 'active') === true ? (alarm?.changed_at ?? null) : null,
    brakes_on: live ? flag(channel('brakes'), 'on') : null,
  }
}

/** A boolean a device said; its payload was checked at the door, but the column is only JSON. */
function flag(channel: Tables['device_channel'] | undefined, name: string): boolean | null {
  const value = channel?.value[name]
  return typeof value === 'boolean' ? value : null
}

/** Sensor and record disagree since the later of the two came to say so. That a patient is away explains an empty bed. */
function conflictSince(
  bed: Tables['bed'],
  now: BedNow,
  sensor: BedRow['sensor'],
  mirror: MirrorView,
): Instant | null {
  if (!sensor || sensor.occupied === null || sensor.occupied_since === null) return null
  if (sensor.occupied === (now.stay !== undefined)) return null
  if (!now.stay) return later(sensor.occupied_since, leftAt(bed, mirror))
  const { encounter_id, began_at } = now.stay
  if (absenceOf(encounter_id, mirror)) return null
  return later(sensor.occupied_since, later(began_at, backSince(encounter_id, mirror) ?? began_at))
}

/** Since when the record knows nobody in the bed, whatever steps its turn has taken since; as far back as we know. */
function leftAt(bed: Tables['bed'], mirror: MirrorView): Instant {
  let left: Instant | undefined
  for (const { ended_at, cancelled_at } of mirror.stay.where('bed_id', bed.bed_id))
    if (cancelled_at === null && ended_at !== null)
      left = left === undefined ? ended_at : later(left, ended_at)
  return left ?? bed.ready_since
}

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)
