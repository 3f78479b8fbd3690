/** The bed manager's eye: the suggestion of the product (schema/placement), over the house as the demo knows it. Pure. */
import { bedStateOf } from '../../schema/bed-state.ts'
import { levelOfCare } from '../../schema/care.ts'
import { suggest, type BedToPlace } from '../../schema/placement/suggest.ts'
import { isReady, roleOf, type Bed, type House, type Patient, type Request } from './house.ts'
import { DEMO_SITE, type Role } from './layout.ts'
import type { Round } from './orders.ts'
import { after, elsewhere, OUTLIES_AFTER } from './rates.ts'
import { isClosed } from './scenarios.ts'

/**
 * The beds this patient could be moved into now, the best first: on a ward for such patients, and on another when they have
 * waited for hours.
 * @param role what the patient needs
 */
export function bestBeds(
  patient: Patient,
  request: Request,
  role: Role | undefined,
  house: House,
  { pace, taken, scenario }: Round,
): Bed[] {
  const waited = after(request.asked_at, OUTLIES_AFTER, pace) < pace.now
  const fits = (bed: Bed): boolean => {
    const ward = roleOf(bed)
    if (role === undefined || ward === undefined) return ward !== undefined
    return ward === role || (waited && (elsewhere[role]?.includes(ward) ?? false))
  }
  const asked = {
    to_site: DEMO_SITE,
    site: DEMO_SITE,
    patient,
    here_unit: patient.unit,
    unit: request.unit,
    unit_kind: request.unit_kind,
    level: request.level,
    features: request.features,
    specialty: request.specialty,
    declines: request.declined,
  }
  const beds = [...house.beds.values()].map((bed) => ({ ...asRow(bed, house), mine: bed }))
  return suggest(asked, beds, new Date(pace.now).toISOString())
    .suggestions.filter(({ ready }) => ready === 'now')
    .map(({ bed }) => bed.mine)
    .filter((bed) => isReady(bed) && !taken.has(bed.bed_id) && !isClosed(scenario, bed.unit) && fits(bed))
}

function asRow(bed: Bed, house: House): BedToPlace {
  const at = (ms: number): string => new Date(ms).toISOString()
  const { turn, blocked_at } = bed
  const since = at(turn?.since ?? 0)
  const { state } = bedStateOf({
    bed: {
      staffed: bed.staffed,
      blocked_at: blocked_at === null ? null : at(blocked_at),
      ready_since: since,
    },
    stay: bed.encounter_id === null ? null : { began_at: since },
    turnover: turn && {
      vacated_at: since,
      asked_at: turn.stage === 'vacated' ? null : since,
      started_at: turn.stage === 'cleaning' || turn.stage === 'paused' ? since : null,
    },
    reservation: bed.reserved_for === null ? null : { made_at: since },
  })
  const lying = house.patients.get(bed.encounter_id ?? -1)
  const awaited = house.patients.get(bed.reserved_for ?? -1)
  return {
    key: String(bed.bed_id),
    site: DEMO_SITE,
    unit: bed.unit,
    unit_kind: bed.unit_kind,
    level: levelOfCare(bed.unit_kind),
    specialties: bed.specialties,
    room: bed.room,
    bed: bed.code,
    state,
    since,
    features: bed.features,
    sex_rule: bed.sex_rule,
    staffed: bed.staffed,
    surge: bed.surge,
    turn_goal_min: bed.turn_goal_min,
    clean_goal_min: bed.clean_goal_min,
    blocked: blocked_at === null ? null : {},
    patient:
      bed.encounter_id === null
        ? null
        : {
            encounter_id: bed.encounter_id,
            precautions: lying?.precautions ?? [],
            expected_discharge_at: null, // only what is ready now is looked for
          },
    reserved:
      bed.reserved_for === null
        ? null
        : { encounter_id: bed.reserved_for, precautions: awaited?.precautions ?? [] },
  }
}
