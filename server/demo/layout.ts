/** The demo's building: St Brannoc's, 260 beds in 14 units and a discharge lounge. Invented; its sizes are those of a small acute hospital. */
import type { SiteLayout } from '../../schema/commands/hospital.ts'
import type { BedFeature, SexRule, UnitKind } from '../../schema/terms.ts'

export const DEMO_SITE = 'gh'
export const DEMO_TIME_ZONE = 'Europe/London'

/** What a unit is for, finer than its kind: where patients come from and go to hangs on it. */
export type Role =
  | 'ed'
  | 'assessment'
  | 'medical'
  | 'surgical'
  | 'orthopaedic'
  | 'icu'
  | 'hdu'
  | 'children'
  | 'maternity'
  | 'neonatal'
  | 'day'

/** Which unit does what. A unit somebody adds is in no list, and the demo leaves its patients alone. */
export const roleOfUnit: ReadonlyMap<string, Role> = new Map([
  ['ED', 'ed'],
  ['AMU', 'assessment'],
  ['4W', 'medical'],
  ['4E', 'medical'],
  ['5W', 'medical'],
  ['3W', 'surgical'],
  ['3E', 'surgical'],
  ['2W', 'orthopaedic'],
  ['ICU', 'icu'],
  ['HDU', 'hdu'],
  ['CHI', 'children'],
  ['MAT', 'maternity'],
  ['NNU', 'neonatal'],
  ['DAY', 'day'],
])

/** Beds that are opened when a surge level says so. */
const SURGE = new Set(['5W-11', '5W-12', '3E-19', '3E-20'])
/** Beds nobody is there to staff at the start. */
const UNSTAFFED = new Set([...SURGE, '2W-22', 'DAY-12'])

/** Where patients wait who need no bed any more. */
export const LOUNGE = 'LOUNGE'

/**
 * What units are for, and on which floor: who cleans and carries there. On some wards cleaning is still asked for by
 * hand; on the others leaving asks for it.
 */
const ABOUT: Record<string, { floor: number; specialties: readonly string[]; byHand?: boolean }> = {
  ED: { floor: 0, specialties: ['emergency medicine'] },
  AMU: { floor: 0, specialties: ['acute medicine'] },
  '4W': { floor: 4, specialties: ['respiratory medicine'] },
  '4E': { floor: 4, specialties: ['cardiology'] },
  '5W': { floor: 5, specialties: ['geriatric medicine'], byHand: true },
  '3W': { floor: 3, specialties: ['general surgery'] },
  '3E': { floor: 3, specialties: ['urology', 'gynaecology'], byHand: true },
  '2W': { floor: 2, specialties: ['trauma and orthopaedics'], byHand: true },
  ICU: { floor: 1, specialties: ['intensive care'] },
  HDU: { floor: 1, specialties: ['intensive care'] },
  CHI: { floor: 2, specialties: ['paediatrics'] },
  MAT: { floor: 1, specialties: ['obstetrics'], byHand: true },
  NNU: { floor: 1, specialties: ['neonatology'] },
  DAY: { floor: 0, specialties: ['general surgery', 'urology'] },
  [LOUNGE]: { floor: 0, specialties: [] },
}

/** Which floor a unit is on; undefined: not one of the demo's. */
export const floorOf = (unit: string): number | undefined => ABOUT[unit]?.floor
export const zoneOf = (unit: string): string | undefined => {
  const floor = floorOf(unit)
  return floor === undefined ? undefined : `Floor ${floor}`
}

type Unit = SiteLayout['units'][number]
type Room = Unit['rooms'][number]
type Bed = Room['beds'][number]

const OXYGEN: BedFeature[] = ['oxygen', 'suction']

function bed(code: string, features: readonly BedFeature[], sex_rule: SexRule): Bed {
  return {
    bed: code,
    features: [...features],
    sex_rule,
    staffed: !UNSTAFFED.has(code),
    surge: SURGE.has(code),
    sensor: code.toLowerCase(),
  }
}

interface Ward {
  unit: string
  name: string
  kind: UnitKind
  /** Four-bed bays, by who may lie in them. */
  bays: readonly SexRule[]
  sideRooms: number
  features?: readonly BedFeature[]
}

/** Bays A, B, … of four beds, then side rooms; beds are numbered through. The first bay is the nearest to the desk. */
function ward({ unit, name, kind, bays, sideRooms, features = OXYGEN }: Ward): Unit {
  let nth = 0
  const next = (): string => `${unit}-${String(++nth).padStart(2, '0')}`
  const rooms: Room[] = bays.map((sex_rule, bay) => ({
    room: `Bay ${'ABCDEF'[bay] ?? bay}`,
    beds: [0, 1, 2, 3].map(() => bed(next(), bay === 0 ? [...features, 'near-station'] : features, sex_rule)),
  }))
  for (let room = 1; room <= sideRooms; room++) {
    const extra: BedFeature[] =
      room === 1
        ? ['isolation', 'negative-pressure']
        : room === 2
          ? ['isolation', 'bariatric']
          : ['isolation']
    rooms.push({ room: `Side room ${room}`, beds: [bed(next(), [...features, ...extra], 'any')] })
  }
  return { unit, name, kind, rooms }
}

/** A room of places side by side: cubicles, cots, trolleys. */
function row(room: string, prefix: string, count: number, features: readonly BedFeature[], from = 1): Room {
  const code = (index: number): string => `${prefix}${String(from + index).padStart(2, '0')}`
  return { room, beds: Array.from({ length: count }, (_, index) => bed(code(index), features, 'any')) }
}

const F = 'female'
const M = 'male'
const CRITICAL: BedFeature[] = ['telemetry', 'oxygen', 'suction', 'ventilator']

const units: Unit[] = (
  [
    {
      unit: 'ED',
      name: 'Emergency Department',
      kind: 'emergency',
      rooms: [
        row('Resus', 'ED-R', 4, CRITICAL),
        row('Majors', 'ED-B', 13, ['telemetry', ...OXYGEN]),
        { room: 'Majors isolation', beds: [bed('ED-B14', [...OXYGEN, 'isolation'], 'any')] },
        row('Minors', 'ED-M', 6, []),
      ],
    },
    ward({ unit: 'AMU', name: 'Acute Medical Unit', kind: 'medical', bays: [F, M, F, M, M], sideRooms: 4 }),
    ward({ unit: '4W', name: 'Respiratory Medicine', kind: 'medical', bays: [M, F, M, F, F], sideRooms: 4 }),
    ward({
      unit: '4E',
      name: 'Cardiology',
      kind: 'medical',
      bays: [M, F, M, F, M],
      sideRooms: 4,
      features: ['telemetry', ...OXYGEN],
    }),
    ward({ unit: '5W', name: 'Care of Older People', kind: 'medical', bays: [F, F, M, F, M], sideRooms: 4 }),
    ward({ unit: '3W', name: 'General Surgery', kind: 'surgical', bays: [M, F, F, M, M], sideRooms: 4 }),
    ward({ unit: '3E', name: 'Urology and Gynaecology', kind: 'surgical', bays: [M, M, F, F], sideRooms: 4 }),
    ward({ unit: '2W', name: 'Trauma and Orthopaedics', kind: 'surgical', bays: [F, F, M, M], sideRooms: 6 }),
    {
      unit: 'ICU',
      name: 'Intensive Care',
      kind: 'icu',
      rooms: [
        row('Open unit', 'ICU-', 8, CRITICAL),
        row('Isolation rooms', 'ICU-', 2, [...CRITICAL, 'isolation', 'negative-pressure'], 9),
      ],
    },
    {
      unit: 'HDU',
      name: 'High Dependency',
      kind: 'hdu',
      rooms: [row('Open unit', 'HDU-', 8, ['telemetry', ...OXYGEN])],
    },
    ward({
      unit: 'CHI',
      name: "Children's Ward",
      kind: 'paediatric',
      bays: ['any', 'any', 'any'],
      sideRooms: 4,
    }),
    ward({ unit: 'MAT', name: 'Maternity', kind: 'maternity', bays: [F, F, F], sideRooms: 6 }),
    {
      unit: 'NNU',
      name: 'Neonatal Unit',
      kind: 'neonatal',
      rooms: [
        row('Intensive cots', 'NNU-', 4, ['cot', ...CRITICAL]),
        row('Special care', 'NNU-', 6, ['cot', 'oxygen'], 5),
      ],
    },
    {
      unit: 'DAY',
      name: 'Day Surgery',
      kind: 'day',
      rooms: [row('Trolleys', 'DAY-', 12, OXYGEN)],
    },
    { unit: LOUNGE, name: 'Discharge Lounge', kind: 'lounge', rooms: [] },
  ] satisfies Unit[]
).map((unit): Unit => {
  const about = ABOUT[unit.unit]
  const zone = zoneOf(unit.unit) ?? null
  return { ...unit, zone, specialties: [...(about?.specialties ?? [])], auto_ask: about?.byHand !== true }
})

/**
 * The whole site, as `hospital/lay-out` takes it.
 * @param speed how much faster than life the demo runs. A disagreement between sensor and record is shown after ten
 *   minutes of ward life, so the setting shrinks with the speed: what is late in the story is late on the wall.
 */
export function demoLayout(speed: number): SiteLayout {
  return { ...demoSite(speed), units }
}

/** The site's own line without its units: what a later start may correct without touching what people changed. */
export function demoSite(speed: number): SiteLayout {
  return {
    site: DEMO_SITE,
    name: "St Brannoc's General Hospital",
    time_zone: DEMO_TIME_ZONE,
    currency: 'GBP',
    locale: 'en',
    conflict_after_s: Math.max(5, Math.round(600 / speed)),
    silent_after_s: 180,
    units: [],
  }
}
