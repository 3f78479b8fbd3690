/**
 * What the mirror holds: which tables, which of their rows, how a row is found. SQL names enter TypeScript here.
 *
 * "Operational" rows are those a screen may need: all places, what is open, what ended lately. The same rule is said
 * twice, as SQL for loading and as `keep` for what the log brings, so memory follows the hospital's size and not its history.
 */
import type { BarrierKind } from '../../schema/leaving.ts'
import type { SurgeLevel } from '../../schema/surge.ts'
import type {
  DeclineReason,
  FromKind,
  NeededLevel,
  PrecautionKind,
  RequestPriority,
} from '../../schema/placement/words.ts'
import type {
  BedFeature,
  BlockReason,
  CleaningPriority,
  Disposition,
  EncounterClass,
  Instant,
  MessageOutcome,
  PrivacyWish,
  Sex,
  SexRule,
  UnitKind,
} from '../../schema/terms.ts'

import type { PauseReason, PorterLoad, PorterNeed, TurnOpenedBy } from '../../schema/jobs.ts'

export interface Tables {
  site: {
    site: string
    name: string
    time_zone: string
    currency: string
    locale: string
    conflict_after_s: number
    silent_after_s: number
  }
  unit: {
    unit_id: number
    site: string
    code: string
    name: string
    kind: UnitKind
    position: number
    specialties: string[]
    zone: string | null
    dead_goal_min: number
    response_goal_min: number
    clean_goal_min: number
    turn_goal_min: number
    fill_goal_min: number
    auto_ask: boolean
  }
  room: { room_id: number; unit_id: number; code: string }
  bed: {
    bed_id: number
    site: string
    unit_id: number
    room_id: number
    code: string
    position: number
    features: BedFeature[]
    sex_rule: SexRule
    staffed: boolean
    surge: boolean
    block_reason: BlockReason | null
    block_note: string | null
    blocked_at: Instant | null
    ready_since: Instant
  }
  patient: {
    patient_id: number
    family: string
    given: string
    birth_date: string | null
    sex: Sex
    privacy: PrivacyWish
    merged_into: number | null
  }
  encounter: {
    encounter_id: number
    site: string
    patient_id: number
    class: EncounterClass
    specialty: string | null
    mrn: string
    started_at: Instant
    ended_at: Instant | null
    expected_discharge_at: Instant | null
    awaited: boolean
    expected_arrival_at: Instant | null
    first_expected_discharge_at: Instant | null
    expected_said_by: string | null
    expected_said_at: Instant | null
    discharge_ordered_at: Instant | null
    discharge_ordered_by: string | null
    ready_to_leave_at: Instant | null
    ready_to_leave_by: string | null
    no_criteria_since: Instant | null
    disposition: Disposition | null
    cancelled_at: Instant | null
  }
  discharge_barrier: {
    barrier_id: number
    encounter_id: number
    kind: BarrierKind
    note: string | null
    owner: string | null
    due_at: Instant | null
    raised_at: Instant
    cleared_at: Instant | null
    cancelled_at: Instant | null
  }
  stay: {
    stay_id: number
    encounter_id: number
    patient_id: number
    site: string
    unit_id: number
    bed_id: number | null
    began_at: Instant
    ended_at: Instant | null
    cancelled_at: Instant | null
  }
  reservation: {
    reservation_id: number
    bed_id: number
    encounter_id: number
    made_at: Instant
    made_by: string | null
    ended_at: Instant | null
  }
  precaution: {
    precaution_id: number
    encounter_id: number
    kind: PrecautionKind
    organism: string | null
    began_at: Instant
    ended_at: Instant | null
  }
  bed_request: {
    request_id: number
    site: string
    to_site: string
    encounter_id: number
    unit_id: number | null
    unit_kind: UnitKind | null
    level: NeededLevel
    features: BedFeature[]
    specialty: string | null
    priority: RequestPriority
    from_kind: FromKind
    from_note: string | null
    asked_at: Instant
    asked_by: string
    ready_at: Instant | null
    ended_at: Instant | null
  }
  bed_request_decline: {
    decline_id: number
    request_id: number
    unit_id: number
    bed_id: number | null
    reason: DeclineReason
    note: string | null
    at: Instant
    who: string
    ended_at: Instant | null
    cancelled_at: Instant | null
  }
  turnover: {
    turnover_id: number
    bed_id: number
    vacated_at: Instant | null
    asked_at: Instant | null
    started_at: Instant | null
    finished_at: Instant | null
    priority: CleaningPriority
    cancelled_at: Instant | null
    opened_by: TurnOpenedBy
    assigned_to: string | null
    assigned_at: Instant | null
    isolation: boolean
    inspected_at: Instant | null
    passed: boolean | null
  }
  porter_job: {
    porter_job_id: number
    site: string
    what: PorterLoad
    from_unit_id: number
    from_bed_id: number | null
    to_unit_id: number
    to_bed_id: number | null
    needs: PorterNeed[]
    priority: CleaningPriority
    asked_at: Instant
    assigned_to: string | null
    assigned_at: Instant | null
    started_at: Instant | null
    finished_at: Instant | null
    cancelled_at: Instant | null
  }
  /** Of exactly one of the two. */
  pause: {
    pause_id: number
    turnover_id: number | null
    porter_job_id: number | null
    began_at: Instant
    ended_at: Instant | null
    reason: PauseReason
  }
  device: {
    device_id: number
    site: string
    kind: string
    code: string
    bed_id: number | null
    online: boolean | null
    online_at: Instant | null
    silent_since: Instant | null
    lost: number
    lost_since: Instant | null
  }
  device_channel: {
    device_id: number
    channel: string
    boot: string
    seq: number
    value: Record<string, unknown>
    changed_at: Instant
    said_at: Instant
  }
  tag_assignment: {
    tag_assignment_id: number
    device_id: number
    encounter_id: number | null
    asset: string | null
    person: string | null
    attached_at: Instant
    detached_at: Instant | null
  }
  surge_level: {
    surge_id: number
    site: string
    level: SurgeLevel
    declared_at: Instant
    declared_by: string
    why: string
    ended_at: Instant | null
  }
  surge_rule: {
    site: string
    occupancy_2: number
    occupancy_3: number
    occupancy_4: number
    waiting_2: number
    waiting_3: number
    waiting_4: number
  }
  action_card: {
    card_id: number
    site: string
    level: SurgeLevel
    position: number
    owner: string
    action: string
  }
  clock: { one: true; at: Instant }
  inbound: {
    inbound_id: number
    site: string | null
    door: 'hl7'
    received_at: Instant
    application: string
    facility: string
    control_id: string | null
    kind: string
    outcome: MessageOutcome
    reason: string | null
    answer: string | null
    repeats: number
  }
  receiver: {
    receiver_id: number
    site: string
    name: string
    host: string
    port: number
    application: string
    facility: string
    kinds: string[]
    encoding: 'UTF-8' | 'ISO-8859-1'
    on_reject: 'go-on' | 'stop'
    active: boolean
  }
  outbound: {
    outbound_id: number
    receiver_id: number
    site: string
    kind: string
    encounter_id: number | null
    bed_id: number | null
    made_at: Instant
    sent_at: Instant | null
    answer: string | null
    attempts: number
    last_error: string | null
    next_at: Instant
    parked_at: Instant | null
    skipped_at: Instant | null
    skipped_by: string | null
    skipped_why: string | null
  }
  dead_letter: {
    dead_letter_id: number
    site: string | null
    received_at: Instant
    topic: string
    reason: string
    sender: string | null
  }
}
export type TableName = keyof Tables

/** How far back what has ended stays in the mirror: a local day, a clock change, and some slack. */
const RECENT_HOURS = 48
/** Age is told by the clock row, in whole minutes: so every server drops a row at the same position of the log. */
const recent = (now: Instant): Instant =>
  new Date(Math.floor(Date.parse(now) / 60_000) * 60_000 - RECENT_HOURS * 3_600_000).toISOString()
const SINCE = `(select coalesce(date_trunc('minute', max(at)), '-infinity') - interval '${RECENT_HOURS} hours' from clock)`

/** What other systems were told is of interest for an hour; what they were not, until they are. */
const lately = (now: Instant): Instant =>
  new Date(Math.floor(Date.parse(now) / 60_000) * 60_000 - 3_600_000).toISOString()
const LATELY = `(select coalesce(date_trunc('minute', max(at)), '-infinity') - interval '1 hour' from clock)`

/** Whether something that ended then (null: not yet) is still of interest. What was cancelled never was. */
const openOrRecent = (now: Instant, ended: Instant | null, cancelled: Instant | null = null): boolean =>
  cancelled === null && (ended === null || ended > recent(now))

/** Of what comes in without end, only so many of the newest, however busy the day. */
const NEWEST_INBOUND = 2000
const NEWEST_DEAD_LETTERS = 500

/** What `keep` may ask of the rest of the mirror. */
export interface Around {
  hasEncounterOf(patient_id: number): boolean
}

export interface TableSpec<R> {
  /** The columns of the primary key. */
  key: readonly (keyof R & string)[]
  /** Columns rows are looked up by. */
  lookups: readonly (keyof R & string)[]
  /** Loads the operational rows, with exactly the published columns. */
  load: string
  /** Whether a row is (still) operational. The SQL above says the same. */
  keep(row: R, now: Instant, around: Around): boolean
  /** Only rows whose (numeric) key is within this distance of the highest ever seen. */
  newest?: number
}

const always = (): boolean => true

/** In an order in which a row comes after those it needs. */
export const tables: { [T in TableName]: TableSpec<Tables[T]> } = {
  clock: { key: ['one'], lookups: [], load: 'select * from clock', keep: always },
  site: {
    key: ['site'],
    lookups: [],
    load: 'select site, name, time_zone, currency, locale, conflict_after_s, silent_after_s from site',
    keep: always,
  },
  unit: { key: ['unit_id'], lookups: ['site', 'code'], load: 'select * from unit', keep: always },
  room: { key: ['room_id'], lookups: [], load: 'select * from room', keep: always },
  bed: {
    key: ['bed_id'],
    lookups: ['unit_id', 'room_id', 'site', 'code'],
    load: 'select * from bed',
    keep: always,
  },
  encounter: {
    key: ['encounter_id'],
    lookups: ['patient_id'],
    load: `select * from encounter where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE}`,
    keep: (row, now) => openOrRecent(now, row.ended_at, row.cancelled_at),
  },
  patient: {
    key: ['patient_id'],
    lookups: [],
    load: `select * from patient where patient_id in
      (select patient_id from encounter where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE})`,
    keep: (row, _now, around) => around.hasEncounterOf(row.patient_id),
  },
  stay: {
    key: ['stay_id'],
    lookups: ['bed_id', 'encounter_id', 'unit_id', 'site'],
    load: `select * from stay where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE}`,
    keep: (row, now) => openOrRecent(now, row.ended_at, row.cancelled_at),
  },
  // Once done it is of no interest to a screen; leaving ends what is open, so none stays open behind its patient.
  discharge_barrier: {
    key: ['barrier_id'],
    lookups: ['encounter_id'],
    load: 'select * from discharge_barrier where cleared_at is null and cancelled_at is null',
    keep: (row) => row.cleared_at === null && row.cancelled_at === null,
  },
  reservation: {
    key: ['reservation_id'],
    lookups: ['bed_id', 'encounter_id'],
    load: 'select * from reservation where ended_at is null',
    keep: (row) => row.ended_at === null,
  },
  // What is over leaves: a patient who goes ends their precautions and their request with them.
  precaution: {
    key: ['precaution_id'],
    lookups: ['encounter_id'],
    load: 'select * from precaution where ended_at is null',
    keep: (row) => row.ended_at === null,
  },
  bed_request: {
    key: ['request_id'],
    lookups: ['encounter_id'],
    load: 'select * from bed_request where ended_at is null',
    keep: (row) => row.ended_at === null,
  },
  bed_request_decline: {
    key: ['decline_id'],
    lookups: ['request_id'],
    load: 'select * from bed_request_decline where ended_at is null and cancelled_at is null',
    keep: (row) => row.ended_at === null && row.cancelled_at === null,
  },
  turnover: {
    key: ['turnover_id'],
    lookups: ['bed_id'],
    load: `select * from turnover where cancelled_at is null and coalesce(finished_at, 'infinity') > ${SINCE}`,
    keep: (row, now) => openOrRecent(now, row.finished_at, row.cancelled_at),
  },
  porter_job: {
    key: ['porter_job_id'],
    lookups: ['site', 'from_unit_id', 'to_unit_id', 'from_bed_id', 'to_bed_id'],
    load: `select * from porter_job where cancelled_at is null and coalesce(finished_at, 'infinity') > ${SINCE}`,
    keep: (row, now) => openOrRecent(now, row.finished_at, row.cancelled_at),
  },
  pause: {
    key: ['pause_id'],
    lookups: ['turnover_id', 'porter_job_id'],
    load: `select * from pause where coalesce(ended_at, 'infinity') > ${SINCE}`,
    keep: (row, now) => openOrRecent(now, row.ended_at),
  },
  device: { key: ['device_id'], lookups: ['bed_id', 'code'], load: 'select * from device', keep: always },
  device_channel: {
    key: ['device_id', 'channel'],
    lookups: ['device_id'],
    load: 'select * from device_channel',
    keep: always,
  },
  tag_assignment: {
    key: ['tag_assignment_id'],
    lookups: ['device_id', 'encounter_id'],
    load: 'select * from tag_assignment where detached_at is null',
    keep: (row) => row.detached_at === null,
  },
  surge_level: {
    key: ['surge_id'],
    lookups: ['site'],
    load: 'select * from surge_level where ended_at is null',
    keep: (row) => row.ended_at === null,
  },
  surge_rule: { key: ['site'], lookups: [], load: 'select * from surge_rule', keep: always },
  action_card: { key: ['card_id'], lookups: ['site'], load: 'select * from action_card', keep: always },
  inbound: {
    key: ['inbound_id'],
    lookups: [],
    load: `select inbound_id, site, door, received_at, application, facility, control_id, kind, outcome, reason, answer, repeats
      from inbound where received_at > ${SINCE}
        and inbound_id > (select max(inbound_id) from inbound) - ${NEWEST_INBOUND}`,
    keep: (row, now) => openOrRecent(now, row.received_at),
    newest: NEWEST_INBOUND,
  },
  receiver: {
    key: ['receiver_id'],
    lookups: [],
    load: 'select receiver_id, site, name, host, port, application, facility, kinds, encoding, on_reject, active from receiver',
    keep: always,
  },
  outbound: {
    key: ['outbound_id'],
    lookups: ['receiver_id'],
    load: `select outbound_id, receiver_id, site, kind, encounter_id, bed_id, made_at, sent_at, answer, attempts,
        last_error, next_at, parked_at, skipped_at, skipped_by, skipped_why
      from outbound where (sent_at is null and skipped_at is null) or coalesce(sent_at, skipped_at) > ${LATELY}`,
    keep: (row, now) => {
      const done = row.sent_at ?? row.skipped_at
      return done === null || done > lately(now)
    },
  },
  dead_letter: {
    key: ['dead_letter_id'],
    lookups: ['sender'],
    load: `select dead_letter_id, site, received_at, topic, reason, sender
      from dead_letter where received_at > ${SINCE}
        and dead_letter_id > (select max(dead_letter_id) from dead_letter) - ${NEWEST_DEAD_LETTERS}`,
    keep: (row, now) => openOrRecent(now, row.received_at),
    newest: NEWEST_DEAD_LETTERS,
  },
}

export const tableNames = Object.keys(tables) as TableName[] // the object's own keys, in its order
