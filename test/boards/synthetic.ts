/**
 * Rows of every mirrored table, made up: plausible ones and odd ones (an encounter without its patient, a stay in a bed
 * nobody knows), from so few ids, places and instants that they meet all the time.
 */
import fc from 'fast-check'
import { barrierKinds } from '../../schema/leaving.ts'
import { pauseReasons, porterLoads, porterNeeds, turnOpenedBy } from '../../schema/jobs.ts'
import {
  declineReasons,
  fromKinds,
  neededLevel,
  precautionKinds,
  requestPriorities,
} from '../../schema/placement/words.ts'
import type { bedFeatures } from '../../schema/terms.ts'
import {
  blockReasons,
  cleaningPriority,
  dispositions,
  encounterClasses,
  messageOutcomes,
  privacyWish,
  sexes,
  sexRule,
  type Instant,
} from '../../schema/terms.ts'
import { absenceKind } from '../../schema/commands/visits.ts'
import { arrivalModes, criticalKinds, triageScales } from '../../schema/emergency.ts'
import { surgeLevels } from '../../schema/surge.ts'
import { tableNames, tables, type TableName, type Tables } from '../../server/feed/tables.ts'
import type { LogChange, LogRow } from '../../server/feed/transactions.ts'

/** Around two nights on which London's clocks change, and two days before: old enough to be forgotten. */
const nights: readonly Instant[] = ['2026-03-29T00:00:00.000Z', '2026-10-25T00:00:00.000Z']
const hours = [-50, -49, -25, -24, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 23, 23.5, 24, 25, 49, 74]
export const instants: readonly Instant[] = nights.flatMap((night) =>
  hours.map((hour) => new Date(Date.parse(night) + hour * 3_600_000).toISOString()),
)

const instant = fc.constantFrom(...instants)
const perhaps = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { freq: 1 })
const id = (upTo: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: upTo })
export const sites = ['gh', 'nw'] as const
const site = fc.constantFrom(...sites)
const unitKind = fc.constantFrom('medical' as const, 'icu' as const, 'emergency' as const)
const said = fc.constantFrom(
  { occupied: true },
  { occupied: false },
  { active: true },
  { on: false },
  {},
  { occupied: 'yes' },
  { place: 'A' },
  { place: 'ICU' },
  { place: 'exit' },
  { firmware: '1.2', model: 'M' },
)

/** A table without a generator here is a compile error: the law holds for every table there is. */
const rows: { [T in TableName]: fc.Arbitrary<Tables[T]> } = {
  clock: fc.record({ one: fc.constant(true as const), at: instant }),
  site: fc.record({
    site,
    name: fc.constantFrom('General', 'Northwest'),
    time_zone: fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kolkata'),
    currency: fc.constant('EUR'),
    locale: fc.constant('en'),
    conflict_after_s: fc.constantFrom(0, 600),
    silent_after_s: fc.constant(180),
    names_masked: fc.constantFrom('nobody', 'hidden', 'everybody'),
  }),
  unit: fc.record({
    unit_id: id(3),
    site,
    code: fc.constantFrom('4W', 'ICU'),
    name: fc.constantFrom('4 West', 'Intensive care'),
    kind: unitKind,
    position: id(3),
    specialties: fc.subarray(['cardiology', 'stroke']),
    zone: perhaps(fc.constantFrom('north', 'south')),
    dead_goal_min: fc.constantFrom(15, 20),
    response_goal_min: fc.constant(30),
    clean_goal_min: fc.constant(30),
    turn_goal_min: fc.constant(60),
    fill_goal_min: fc.constant(60),
    auto_ask: fc.boolean(),
  }),
  room: fc.record({ room_id: id(3), unit_id: id(3), code: fc.constantFrom('1', '2') }),
  bed: fc
    .record({
      bed_id: id(4),
      site,
      unit_id: id(3),
      room_id: id(4),
      code: fc.constantFrom('A', 'B', 'C'),
      position: id(3),
      features: fc.subarray(['telemetry', 'oxygen'] as (typeof bedFeatures)[number][]),
      sex_rule: fc.constantFrom(...sexRule.options),
      staffed: fc.boolean(),
      surge: fc.boolean(),
      block_reason: perhaps(fc.constantFrom(...blockReasons)),
      block_note: perhaps(fc.constant('a pump')),
      blocked_at: instant,
      ready_since: instant,
    })
    .map((bed) => ({ ...bed, blocked_at: bed.block_reason && bed.blocked_at })),
  patient: fc.record({
    patient_id: id(3),
    family: fc.constantFrom('Abara', 'Østergård', 'de la Cruz'),
    given: fc.constantFrom('', 'Ada', 'Zoë'),
    birth_date: perhaps(fc.constant('1980-02-29')),
    sex: fc.constantFrom(...sexes),
    privacy: fc.constantFrom(...privacyWish.options),
    merged_into: perhaps(id(3)),
  }),
  encounter: fc.record({
    encounter_id: id(4),
    site,
    patient_id: id(4),
    class: fc.constantFrom(...encounterClasses),
    specialty: perhaps(fc.constantFrom('cardiology', 'stroke')),
    mrn: fc.constantFrom('M1', 'M2'),
    started_at: instant,
    ended_at: perhaps(instant),
    expected_discharge_at: perhaps(instant),
    awaited: fc.constant(false),
    expected_arrival_at: perhaps(instant),
    first_expected_discharge_at: perhaps(instant),
    expected_said_by: perhaps(fc.constant('Dr Who')),
    expected_said_at: perhaps(instant),
    discharge_ordered_at: perhaps(instant),
    discharge_ordered_by: perhaps(fc.constant('Dr Who')),
    ready_to_leave_at: perhaps(instant),
    ready_to_leave_by: perhaps(fc.constant('a nurse')),
    no_criteria_since: perhaps(instant),
    disposition: perhaps(fc.constantFrom(...dispositions)),
    cancelled_at: fc.option(instant, { freq: 5 }),
  }),
  stay: fc.record({
    stay_id: id(6),
    encounter_id: id(5),
    patient_id: id(4),
    site,
    unit_id: id(3),
    bed_id: perhaps(id(5)),
    began_at: instant,
    ended_at: perhaps(instant),
    cancelled_at: fc.option(instant, { freq: 5 }),
  }),
  ed_setting: fc.record({
    site,
    scale: fc.constantFrom(...triageScales),
    own_categories: fc.constant(['now', 'later']),
    space_min: perhaps(fc.constant(60)),
    boarding_min: perhaps(fc.constant(240)),
    stay_min: perhaps(fc.constant(480)),
    four_hour_min: perhaps(fc.constant(240)),
    twelve_hour_min: perhaps(fc.constant(720)),
    nedocs_counts: fc.constantFrom(...criticalKinds),
    nedocs_cap: perhaps(fc.constant(2)),
    attendings: perhaps(fc.nat(3)),
    attendings_at: perhaps(instant),
    attendings_by: perhaps(fc.constant('a nurse')),
  }),
  ed_usual: fc.record({
    site,
    hour_of_week: fc.constantFrom(0, 1, 2, 144, 145),
    weeks: id(12),
    low: fc.constant(1),
    mid: fc.constant(2),
    high: fc.constantFrom(3, 5),
  }),
  ed_visit: fc
    .record({
      ed_visit_id: id(4),
      encounter_id: id(4),
      site,
      mode: fc.constantFrom(...arrivalModes),
      complaint: perhaps(fc.constant('a fall')),
      critical: perhaps(fc.constantFrom(...criticalKinds)),
      orders_pending: fc.nat(2),
      results_pending: fc.nat(2),
      arrived_at: instant,
      triaged_at: perhaps(instant),
      scale: perhaps(fc.constantFrom(...triageScales)),
      category: perhaps(id(5)),
      space_at: perhaps(instant),
      seen_at: perhaps(instant),
      decided_at: perhaps(instant),
      left_at: perhaps(instant),
      left_how: fc.constantFrom('admitted' as const, 'home' as const, 'left' as const),
      cancelled_at: fc.option(instant, { freq: 5 }),
    })
    .map((visit) => ({ ...visit, left_how: visit.left_at === null ? null : visit.left_how })),
  ed_ambulance: fc.record({
    ambulance_id: id(3),
    site,
    call_sign: fc.constantFrom('A12', 'H1'),
    expected_at: perhaps(instant),
    complaint: perhaps(fc.constant('a fall')),
    category: perhaps(id(5)),
    announced_at: instant,
    announced_by: fc.constant('a nurse'),
    arrived_at: perhaps(instant),
    handed_over_at: perhaps(instant),
    encounter_id: perhaps(id(4)),
    cancelled_at: fc.option(instant, { freq: 5 }),
    cancelled_by: fc.constant(null),
    cancelled_why: fc.constant(null),
  }),
  absence: fc.record({
    absence_id: id(3),
    encounter_id: id(5),
    kind: fc.constantFrom(...absenceKind.options),
    place: perhaps(fc.constant('imaging')),
    began_at: instant,
    expected_at: perhaps(instant),
    ended_at: perhaps(instant),
    cancelled_at: fc.option(instant, { freq: 5 }),
  }),
  discharge_barrier: fc.record({
    barrier_id: id(4),
    encounter_id: id(5),
    kind: fc.constantFrom(...barrierKinds.slice(0, 3)),
    note: perhaps(fc.constant('insulin')),
    owner: perhaps(fc.constant('Pharmacy')),
    due_at: perhaps(instant),
    raised_at: instant,
    cleared_at: fc.option(instant, { freq: 5 }),
    cancelled_at: fc.option(instant, { freq: 5 }),
  }),
  reservation: fc.record({
    reservation_id: id(3),
    bed_id: id(5),
    encounter_id: id(5),
    made_at: instant,
    made_by: perhaps(fc.constant('Bea')),
    ended_at: perhaps(instant),
  }),
  precaution: fc.record({
    precaution_id: id(4),
    encounter_id: id(5),
    kind: fc.constantFrom(...precautionKinds),
    organism: perhaps(fc.constantFrom('MRSA', 'norovirus')),
    began_at: instant,
    ended_at: fc.option(instant, { freq: 5 }),
  }),
  bed_request: fc.record({
    request_id: id(4),
    site,
    to_site: site,
    encounter_id: id(5),
    unit_id: perhaps(id(4)),
    unit_kind: perhaps(unitKind),
    level: fc.constantFrom(...neededLevel.options),
    features: fc.subarray(['telemetry', 'oxygen'] as (typeof bedFeatures)[number][]),
    specialty: perhaps(fc.constantFrom('cardiology', 'stroke')),
    priority: fc.constantFrom(...requestPriorities),
    from_kind: fc.constantFrom(...fromKinds),
    from_note: perhaps(fc.constant('by ambulance')),
    asked_at: instant,
    asked_by: fc.constant('Bea'),
    ready_at: perhaps(instant),
    ended_at: fc.option(instant, { freq: 5 }),
  }),
  bed_request_decline: fc.record({
    decline_id: id(3),
    request_id: id(5),
    unit_id: id(4),
    bed_id: perhaps(id(5)),
    reason: fc.constantFrom(...declineReasons),
    note: perhaps(fc.constant('two are off sick')),
    at: instant,
    who: fc.constant('Cy'),
    ended_at: fc.option(instant, { freq: 5 }),
    cancelled_at: fc.option(instant, { freq: 5 }),
  }),
  turnover: fc.record({
    turnover_id: id(4),
    bed_id: id(5),
    vacated_at: perhaps(instant),
    asked_at: perhaps(instant),
    started_at: perhaps(instant),
    finished_at: perhaps(instant),
    priority: fc.constantFrom(...cleaningPriority.options),
    cancelled_at: fc.option(instant, { freq: 5 }),
    opened_by: fc.constantFrom(...turnOpenedBy.options),
    assigned_to: perhaps(fc.constantFrom('Ana', 'Ben')),
    assigned_at: perhaps(instant),
    isolation: fc.boolean(),
    inspected_at: perhaps(instant),
    passed: perhaps(fc.boolean()),
  }),
  porter_job: fc.record({
    porter_job_id: id(3),
    site,
    what: fc.constantFrom(...porterLoads),
    from_unit_id: id(4),
    from_bed_id: perhaps(id(5)),
    to_unit_id: id(4),
    to_bed_id: perhaps(id(5)),
    needs: fc.subarray([...porterNeeds]),
    priority: fc.constantFrom(...cleaningPriority.options),
    asked_at: instant,
    assigned_to: perhaps(fc.constantFrom('Ana', 'Ben')),
    assigned_at: perhaps(instant),
    started_at: perhaps(instant),
    finished_at: perhaps(instant),
    cancelled_at: fc.option(instant, { freq: 5 }),
  }),
  pause: fc.record({
    pause_id: id(4),
    turnover_id: perhaps(id(5)),
    porter_job_id: perhaps(id(4)),
    began_at: instant,
    ended_at: perhaps(instant),
    reason: fc.constantFrom(...pauseReasons),
  }),
  device: fc.record({
    device_id: id(3),
    site,
    kind: fc.constantFrom('bed', 'tag', 'fridge'),
    code: fc.constantFrom('s1', 's2'),
    bed_id: perhaps(id(5)),
    online: perhaps(fc.boolean()),
    online_at: perhaps(instant),
    silent_since: perhaps(instant),
    lost: fc.nat(3),
    lost_since: perhaps(instant),
  }),
  tag_assignment: fc.record({
    tag_assignment_id: id(3),
    device_id: id(4),
    encounter_id: perhaps(id(5)),
    asset: perhaps(fc.constant('pump 7')),
    person: perhaps(fc.constant('Ines')),
    attached_at: instant,
    detached_at: perhaps(instant),
  }),
  device_channel: fc.record({
    device_id: id(4),
    channel: fc.constantFrom('occupancy', 'exit-alarm', 'brakes', 'location', 'info'),
    boot: fc.constantFrom('b1', 'b2'),
    seq: id(9),
    value: said, // what a device says is only known to be JSON
    changed_at: instant,
    said_at: instant,
  }),
  surge_level: fc.record({
    surge_id: id(3),
    site,
    level: fc.constantFrom(...surgeLevels),
    declared_at: instant,
    declared_by: fc.constantFrom('Ada', 'Ben'),
    why: fc.constant('full'),
    ended_at: perhaps(instant),
  }),
  surge_rule: fc.record({
    site,
    occupancy_2: fc.constantFrom(50, 85),
    occupancy_3: fc.constant(92),
    occupancy_4: fc.constantFrom(97, 120),
    waiting_2: fc.constant(1),
    waiting_3: fc.constantFrom(2, 3),
    waiting_4: fc.constant(4),
  }),
  action_card: fc.record({
    card_id: id(4),
    site,
    level: fc.constantFrom(...surgeLevels),
    position: id(3),
    owner: fc.constant('Site manager'),
    action: fc.constantFrom('Call', 'Open the surge beds'),
  }),
  inbound: fc.record({
    inbound_id: id(5),
    site: perhaps(site),
    door: fc.constant('hl7' as const),
    received_at: instant,
    application: fc.constant('HIS'),
    facility: fc.constant('GH'),
    control_id: perhaps(fc.constant('c1')),
    kind: fc.constant('ADT^A01'),
    outcome: fc.constantFrom(...messageOutcomes),
    reason: perhaps(fc.constant('PID-3: missing')),
    answer: perhaps(fc.constant('AA')),
    repeats: fc.nat(2),
  }),
  receiver: fc.record({
    receiver_id: id(2),
    site,
    name: fc.constantFrom('PAS', 'Switchboard'),
    host: fc.constant('127.0.0.1'),
    port: fc.constant(2576),
    application: fc.constant('PAS'),
    facility: fc.constant(''),
    kinds: fc.constant(['A01']),
    encoding: fc.constant('UTF-8' as const),
    on_reject: fc.constant('stop' as const),
    active: fc.boolean(),
  }),
  outbound: fc.record({
    outbound_id: id(5),
    receiver_id: id(3),
    site,
    kind: fc.constantFrom('A01', 'A20'),
    encounter_id: perhaps(id(4)),
    bed_id: perhaps(id(4)),
    made_at: instant,
    sent_at: perhaps(instant),
    answer: fc.constant(null),
    attempts: fc.nat(3),
    last_error: perhaps(fc.constant('no answer')),
    next_at: instant,
    parked_at: perhaps(instant),
    skipped_at: perhaps(instant),
    skipped_by: fc.constant(null),
    skipped_why: fc.constant(null),
  }),
  dead_letter: fc.record({
    dead_letter_id: id(3),
    site: perhaps(site),
    received_at: instant,
    topic: fc.constant('wardroom/gh/bed/s1/occupancy'),
    reason: fc.constant('occupied: expected boolean'),
    sender: perhaps(fc.constantFrom('gh/bed/s1', 'gh/tag/s2', 'nw/bed/s9')),
  }),
  person: fc.record({ person_id: id(2), name: fc.constant('Ines'), disabled_at: perhaps(instant) }),
  person_grant: fc.record({
    person_grant_id: id(3),
    person_id: id(2),
    role: fc.constantFrom('nurse', 'cleaner'),
    site: perhaps(site),
    unit: fc.constant(null),
    ended_at: perhaps(instant),
    until: perhaps(instant),
  }),
  session: fc.record({
    session_id: id(3),
    person_id: id(2),
    idle_until: instant,
    until: instant,
    ended_at: perhaps(instant),
  }),
  device_credential: fc.record({
    device_credential_id: id(3),
    device_id: id(2),
    how: fc.constantFrom('issued' as const, 'claimed' as const),
    issued_at: instant,
    ends_at: perhaps(instant),
    revoked_at: perhaps(instant),
  }),
  token: fc.record({
    token_id: id(2),
    grants: fc.constant([]),
    until: instant,
    revoked_at: perhaps(instant),
  }),
  wall: fc.record({
    wall_id: id(2),
    name: fc.constantFrom('lift', 'desk'),
    site: fc.constantFrom('gh' as const, 'nw' as const),
    unit: fc.constant(null),
    pages: fc.constant(['house' as const]),
    rotate_s: fc.constant(20),
    level: fc.constantFrom('public' as const, 'corridor' as const),
    theme: fc.constant('dark' as const),
    language: fc.constant(null),
    screen_in: fc.constant(55),
    distance_m: fc.constantFrom(3, 4.5),
    blank: fc.boolean(),
    muted: fc.boolean(),
    revoked_at: perhaps(instant),
  }),
}

/** Two keys and no more: what a row's key may be changed to must be of the same column types. */
const keyOf = (table: TableName, row: object): LogRow =>
  Object.fromEntries(tables[table].key.map((column) => [column, (row as LogRow)[column]]))

/** A row of one table, as an UPDATE or INSERT of the log has it. */
export const rowOf = (table: TableName): fc.Arbitrary<LogRow> =>
  rows[table] as fc.Arbitrary<object> as fc.Arbitrary<LogRow>

/** Anything that may stand in the log about one table. */
const changeOf = (table: TableName): fc.Arbitrary<LogChange> =>
  fc.oneof(
    { weight: 20, arbitrary: rowOf(table).map((row): LogChange => ({ kind: 'set', table, row })) },
    {
      weight: 4,
      arbitrary: rowOf(table).map((row): LogChange => ({ kind: 'gone', table, key: keyOf(table, row) })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(rowOf(table), rowOf(table))
        .map(([row, other]): LogChange => ({ kind: 'set', table, row, oldKey: keyOf(table, other) })),
    },
    { weight: table === 'clock' ? 0 : 1, arbitrary: fc.constant<LogChange>({ kind: 'emptied', table }) },
  )

/** Tables that change often in a hospital change often here. */
const often: Partial<Record<TableName, number>> = {
  stay: 5,
  bed: 3,
  encounter: 3,
  patient: 2,
  clock: 3,
  turnover: 3,
}

export const change: fc.Arbitrary<LogChange> = fc.oneof(
  ...tableNames.map((name) => ({ weight: often[name] ?? 1, arbitrary: changeOf(name) })),
)

/** One row of each key of every table: a hospital to begin with. */
export const beginning: fc.Arbitrary<LogChange[]> = fc
  .tuple(
    ...tableNames.map((table) =>
      fc.array(
        rowOf(table).map((row): LogChange => ({ kind: 'set', table, row })),
        { minLength: 2, maxLength: 4 },
      ),
    ),
  )
  .map((parts) => parts.flat())
