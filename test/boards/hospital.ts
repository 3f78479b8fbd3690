/** A small hospital in a mirror, for sentences about it: no database, and every row as plain as can be. */
import type { BedRow } from '../../schema/boards/beds.ts'
import type { UnitRow } from '../../schema/boards/units.ts'
import type { Instant } from '../../schema/terms.ts'
import { beds } from '../../server/boards/beds.ts'
import { units } from '../../server/boards/units.ts'
import { fromBigInt } from '../../server/feed/lsn.ts'
import { Mirror, type Change } from '../../server/feed/mirror.ts'
import type { TableName, Tables } from '../../server/feed/tables.ts'

export const plain: { [T in TableName]: Tables[T] } = {
  clock: { one: true, at: '2026-11-22T12:00:00.000Z' },
  site: {
    site: 'gh',
    name: 'General',
    time_zone: 'Europe/London',
    currency: 'GBP',
    locale: 'en',
    conflict_after_s: 600,
    silent_after_s: 180,
    names_masked: 'hidden',
  },
  unit: {
    unit_id: 1,
    site: 'gh',
    code: '4W',
    name: '4 West',
    kind: 'medical',
    position: 1,
    specialties: [],
    zone: null,
    dead_goal_min: 15,
    response_goal_min: 30,
    clean_goal_min: 30,
    turn_goal_min: 60,
    fill_goal_min: 60,
    auto_ask: true,
  },
  room: { room_id: 1, unit_id: 1, code: '401' },
  bed: {
    bed_id: 1,
    site: 'gh',
    unit_id: 1,
    room_id: 1,
    code: '4W-1',
    position: 1,
    features: [],
    sex_rule: 'any',
    staffed: true,
    surge: false,
    block_reason: null,
    block_note: null,
    blocked_at: null,
    ready_since: '2026-11-22T01:00:00.000Z',
  },
  patient: {
    patient_id: 771,
    family: 'Okafor',
    given: 'Amara',
    birth_date: '1980-02-29',
    sex: 'female',
    privacy: 'normal',
    merged_into: null,
  },
  encounter: {
    encounter_id: 882,
    site: 'gh',
    patient_id: 771,
    class: 'inpatient',
    specialty: null,
    mrn: 'MRN-993',
    started_at: '2026-11-22T08:00:00.000Z',
    ended_at: null,
    expected_discharge_at: null,
    awaited: false,
    expected_arrival_at: null,
    first_expected_discharge_at: null,
    expected_said_by: null,
    expected_said_at: null,
    discharge_ordered_at: null,
    discharge_ordered_by: null,
    ready_to_leave_at: null,
    ready_to_leave_by: null,
    no_criteria_since: null,
    disposition: null,
    cancelled_at: null,
  },
  stay: {
    stay_id: 1,
    encounter_id: 882,
    patient_id: 771,
    site: 'gh',
    unit_id: 1,
    bed_id: 1,
    began_at: '2026-11-22T08:00:00.000Z',
    ended_at: null,
    cancelled_at: null,
  },
  absence: {
    absence_id: 1,
    encounter_id: 882,
    kind: 'leave',
    place: 'home',
    began_at: '2026-11-22T10:00:00.000Z',
    expected_at: null,
    ended_at: null,
    cancelled_at: null,
  },
  discharge_barrier: {
    barrier_id: 1,
    encounter_id: 882,
    kind: 'medicines',
    note: null,
    owner: null,
    due_at: null,
    raised_at: '2026-11-22T09:00:00.000Z',
    cleared_at: null,
    cancelled_at: null,
  },
  reservation: {
    reservation_id: 1,
    bed_id: 1,
    encounter_id: 882,
    made_at: '2026-11-22T07:00:00.000Z',
    made_by: null,
    ended_at: null,
  },
  precaution: {
    precaution_id: 1,
    encounter_id: 882,
    kind: 'contact',
    organism: 'MRSA',
    began_at: '2026-11-22T08:30:00.000Z',
    ended_at: null,
  },
  bed_request: {
    request_id: 1,
    site: 'gh',
    to_site: 'gh',
    encounter_id: 882,
    unit_id: null,
    unit_kind: null,
    level: 'ward',
    features: [],
    specialty: null,
    priority: 'routine',
    from_kind: 'ed',
    from_note: null,
    asked_at: '2026-11-22T10:00:00.000Z',
    asked_by: 'Bea',
    ready_at: null,
    ended_at: null,
  },
  bed_request_decline: {
    decline_id: 1,
    request_id: 1,
    unit_id: 1,
    bed_id: null,
    reason: 'no-nurse',
    note: null,
    at: '2026-11-22T10:30:00.000Z',
    who: 'Cy',
    ended_at: null,
    cancelled_at: null,
  },
  turnover: {
    turnover_id: 1,
    bed_id: 1,
    vacated_at: '2026-11-22T09:00:00.000Z',
    asked_at: null,
    started_at: null,
    finished_at: null,
    priority: 'routine',
    cancelled_at: null,
    opened_by: 'discharge',
    assigned_to: null,
    assigned_at: null,
    isolation: false,
    inspected_at: null,
    passed: null,
  },
  porter_job: {
    porter_job_id: 1,
    site: 'gh',
    what: 'chair',
    from_unit_id: 1,
    from_bed_id: 1,
    to_unit_id: 1,
    to_bed_id: null,
    needs: ['oxygen'],
    priority: 'routine',
    asked_at: '2026-11-22T09:00:00.000Z',
    assigned_to: null,
    assigned_at: null,
    started_at: null,
    finished_at: null,
    cancelled_at: null,
  },
  pause: {
    pause_id: 1,
    turnover_id: 1,
    porter_job_id: null,
    began_at: '2026-11-22T09:30:00.000Z',
    ended_at: null,
    reason: 'supplies',
  },
  device: {
    device_id: 1,
    site: 'gh',
    kind: 'bed',
    code: 's1',
    bed_id: 1,
    online: true,
    online_at: '2026-11-22T06:00:00.000Z',
    silent_since: null,
    lost: 0,
    lost_since: null,
  },
  tag_assignment: {
    tag_assignment_id: 1,
    device_id: 2,
    encounter_id: 882,
    asset: null,
    person: null,
    attached_at: '2026-11-22T08:30:00.000Z',
    detached_at: null,
  },
  device_channel: {
    device_id: 1,
    channel: 'occupancy',
    boot: 'b',
    seq: 1,
    value: { occupied: true },
    changed_at: '2026-11-22T08:05:00.000Z',
    said_at: '2026-11-22T08:05:00.000Z',
  },
  surge_level: {
    surge_id: 1,
    site: 'gh',
    level: 2,
    declared_at: '2026-11-22T10:00:00.000Z',
    declared_by: 'Bea Manager',
    why: 'three wards are full',
    ended_at: null,
  },
  surge_rule: {
    site: 'gh',
    occupancy_2: 80,
    occupancy_3: 90,
    occupancy_4: 95,
    waiting_2: 2,
    waiting_3: 4,
    waiting_4: 8,
  },
  action_card: {
    card_id: 1,
    site: 'gh',
    level: 2,
    position: 0,
    owner: 'Site manager',
    action: 'Call the bed meeting',
  },
  inbound: {
    inbound_id: 1,
    site: 'gh',
    door: 'hl7',
    received_at: '2026-11-22T11:00:00.000Z',
    application: 'HIS',
    facility: 'GH',
    control_id: 'c',
    kind: 'ADT^A01',
    outcome: 'applied',
    reason: null,
    answer: 'AA',
    repeats: 0,
  },
  receiver: {
    receiver_id: 1,
    site: 'gh',
    name: 'PAS',
    host: '127.0.0.1',
    port: 2576,
    application: 'PAS',
    facility: '',
    kinds: ['A01'],
    encoding: 'UTF-8',
    on_reject: 'go-on',
    active: true,
  },
  outbound: {
    outbound_id: 1,
    receiver_id: 1,
    site: 'gh',
    kind: 'A01',
    encounter_id: 882,
    bed_id: null,
    made_at: '2026-11-22T11:00:00.000Z',
    sent_at: null,
    answer: null,
    attempts: 0,
    last_error: null,
    next_at: '2026-11-22T11:00:00.000Z',
    parked_at: null,
    skipped_at: null,
    skipped_by: null,
    skipped_why: null,
  },
  dead_letter: {
    dead_letter_id: 1,
    site: 'gh',
    received_at: '2026-11-22T11:00:00.000Z',
    topic: 'wardroom/gh/bed/s9/occupancy',
    reason: 'no such device',
    sender: 'gh/bed/s9',
  },
  person: { person_id: 1, name: 'Ines', disabled_at: null },
  person_grant: {
    person_grant_id: 1,
    person_id: 1,
    role: 'nurse',
    site: 'gh',
    unit: null,
    ended_at: null,
    until: null,
  },
  session: {
    session_id: 1,
    person_id: 1,
    idle_until: '2026-11-22T12:30:00.000Z',
    until: '2026-11-23T01:00:00.000Z',
    ended_at: null,
  },
  device_credential: {
    device_credential_id: 1,
    device_id: 1,
    how: 'issued',
    issued_at: '2026-11-22T12:00:00.000Z',
    ends_at: null,
    revoked_at: null,
  },
  token: { token_id: 1, grants: [], until: '2027-11-22T12:00:00.000Z', revoked_at: null },
  wall: {
    wall_id: 1,
    name: 'lift',
    site: 'gh',
    unit: null,
    pages: ['house'],
    rotate_s: 20,
    level: 'public',
    theme: 'dark',
    language: null,
    screen_in: 55,
    distance_m: 3,
    blank: false,
    muted: false,
    revoked_at: null,
  },
}

export class Hospital {
  readonly mirror = new Mirror(fromBigInt(1n))

  /** Site, unit, room and one bed. */
  constructor() {
    this.put('clock').put('site').put('unit').put('room').put('bed')
  }

  /** Puts a row as plain as can be, but for what is said. */
  put<T extends TableName>(table: T, differs: Partial<Tables[T]> = {}): this {
    const row = { ...plain[table], ...differs }
    this.mirror.apply({
      lsn: fromBigInt(2n),
      at: this.mirror.view.now,
      changes: [{ kind: 'set', table, row }],
    })
    return this
  }
  /** Amara Okafor is here. */
  admit(): this {
    return this.put('encounter').put('patient').put('stay')
  }
  at(now: Instant): this {
    return this.put('clock', { at: now })
  }
  /** The clock goes on. @returns what boards hear of it. */
  tick(now: Instant): Change[] {
    const row = { ...plain.clock, at: now }
    return this.mirror.apply({
      lsn: fromBigInt(3n),
      at: now,
      changes: [{ kind: 'set', table: 'clock', row }],
    })
  }
  bed(bed_id = 1): BedRow {
    const row = beds.row(String(bed_id), this.mirror.view)
    if (!row) throw new Error('no such bed')
    return row
  }
  unit(unit_id = 1): UnitRow {
    const row = units.row(String(unit_id), this.mirror.view)
    if (!row) throw new Error('no such unit')
    return row
  }
}
