/** What may be asked when a hospital brings its past along: who lay where before Wardroom was there, and who still does. */
import { z } from 'zod'
import { CATEGORIES } from '../crowding.ts'
import { arrivalModes, criticalKinds } from '../emergency.ts'
import { turnOpenedBy } from '../jobs.ts'
import { barrierKind } from '../leaving.ts'
import { precautionKind } from '../placement/words.ts'
import {
  calendarDate,
  cleaningPriority,
  disposition,
  encounterClass,
  instant,
  placeCode,
  privacyWish,
  sex,
  siteCode,
} from '../terms.ts'
import { whereTo } from './admissions.ts'

const name = z.string().trim().max(200)

/** From when until when, and where; the next one begins when this one ends. */
const pastStay = z
  .object({ to: whereTo, began_at: instant, ended_at: instant.nullable().default(null) })
  .strict()
  .refine(inOrder(['began_at', 'ended_at'], 'strictly'), 'a stay ends after it begins')

/** What had to be done before the patient could go. One that is over without having been done is not brought along. */
const pastBarrier = z
  .object({
    kind: barrierKind,
    owner: z.string().trim().min(1).max(100).nullable().default(null),
    due_at: instant.nullable().default(null),
    raised_at: instant,
    cleared_at: instant.nullable().default(null),
  })
  .strict()
  .refine(inOrder(['raised_at', 'cleared_at']), 'it is done after it was raised')

/** What kept the patient apart from others; over at the latest when they left. */
const pastPrecaution = z
  .object({
    kind: precautionKind,
    organism: name.min(1).max(80).nullable().default(null),
    began_at: instant,
    ended_at: instant.nullable().default(null),
  })
  .strict()
  .refine(inOrder(['began_at', 'ended_at']), 'a precaution ends after it begins')

/** The ambulance that brought them. */
const pastAmbulance = z
  .object({
    call_sign: name.min(1).max(40),
    announced_at: instant,
    expected_at: instant.nullable().default(null),
    arrived_at: instant,
    handed_over_at: instant.nullable().default(null),
  })
  .strict()
  .refine(
    inOrder(['announced_at', 'arrived_at', 'handed_over_at']),
    'announced, here, handed over, in this order',
  )

/** What only the emergency department knew of a visit to it; when they came, lay there and left, the stays say. */
const pastVisit = z
  .object({
    mode: z.enum(arrivalModes).default('unknown'),
    complaint: name.min(1).nullable().default(null),
    critical: z.enum(criticalKinds).nullable().default(null),
    triaged_at: instant.nullable().default(null),
    category: z
      .number()
      .int()
      .min(1)
      .max(CATEGORIES)
      .nullable()
      .default(null)
      .describe('by the scale of the site'),
    seen_at: instant.nullable().default(null),
    decided_at: instant.nullable().default(null).describe('to admit'),
    ambulance: pastAmbulance.nullable().default(null),
  })
  .strict()
  .refine(
    (visit) => (visit.triaged_at === null) === (visit.category === null),
    'who was triaged has a category',
  )

export const pastEncounter = z
  .object({
    mrn: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .describe("the site's number for the patient; who has it already is the patient"),
    family: name.min(1),
    given: name.default(''),
    birth_date: calendarDate.nullable().default(null),
    sex: sex.default('unknown'),
    privacy: privacyWish.default('normal'),
    class: encounterClass,
    started_at: instant,
    ended_at: instant.nullable().default(null).describe('null: still here'),
    disposition: disposition.nullable().default(null),
    stays: z.array(pastStay).max(200),
    /** Every saying of when the patient would leave, in the order they were said. */
    expected: z
      .array(z.object({ said_at: instant, said_by: name.min(1), expected_at: instant }).strict())
      .max(100)
      .default([]),
    discharge_ordered_at: instant.nullable().default(null),
    ready_to_leave_at: instant.nullable().default(null),
    no_criteria_since: instant.nullable().default(null),
    barriers: z.array(pastBarrier).max(100).default([]),
    precautions: z.array(pastPrecaution).max(20).default([]),
    emergency: pastVisit.nullable().default(null).describe('of a visit to the emergency department'),
  })
  .strict()
  .refine((e) => (e.ended_at === null) === (e.disposition === null), 'who has left went somewhere')
  .refine((e) => e.stays.every(followsOn(e)), 'stays follow one another from the start to the end')
  .refine(
    (e) =>
      e.ended_at === null ||
      (e.barriers.every((barrier) => barrier.cleared_at !== null) &&
        e.precautions.every((precaution) => precaution.ended_at !== null)),
    'nothing holds up who has left, and nothing keeps them apart',
  )
export type PastEncounter = z.input<typeof pastEncounter>

/** One turn of a bed, as far as it came. */
export const pastTurn = z
  .object({
    bed: placeCode,
    vacated_at: instant.nullable().default(null),
    asked_at: instant.nullable().default(null).describe('null on one that is finished: found clean'),
    started_at: instant.nullable().default(null),
    finished_at: instant.nullable().default(null),
    priority: cleaningPriority.default('routine'),
    isolation: z.boolean().default(false),
    opened_by: turnOpenedBy.default('discharge'),
  })
  .strict()
  .refine((turn) => turn.vacated_at ?? turn.asked_at ?? turn.started_at, 'at least one instant')
  .refine((turn) => turn.finished_at === null || turn.started_at !== null, 'what is finished has begun')
  .refine(
    inOrder(['vacated_at', 'asked_at', 'started_at', 'finished_at']),
    'vacated, asked, started, finished, in this order',
  )
export type PastTurn = z.input<typeof pastTurn>

export const history = {
  import: {
    summary: 'Bring in what happened before: encounters with their stays, over or not, and turns of beds',
    input: z
      .object({
        site: siteCode,
        encounters: z.array(pastEncounter).max(2000).default([]),
        turns: z.array(pastTurn).max(5000).default([]),
      })
      .strict(),
    result: z.object({
      encounters: z.number().int(),
      stays: z.number().int(),
      turns: z.number().int(),
    }),
  },
} as const

interface Times {
  started_at: string
  ended_at: string | null
  stays: { began_at: string; ended_at: string | null }[]
}

/** Whether the nth stay begins when the one before ends, the first not before the start, and the last ends at the end. */
function followsOn({ started_at, ended_at, stays }: Times) {
  return (stay: Times['stays'][number], n: number): boolean => {
    const before = n === 0 ? undefined : stays[n - 1]
    const begins = before
      ? before.ended_at !== null && same(before.ended_at, stay.began_at)
      : ms(stay.began_at) >= ms(started_at)
    const last = n === stays.length - 1
    const ends = !last || (ended_at === null ? stay.ended_at === null : same(stay.ended_at, ended_at))
    return begins && ends
  }
}

const ms = (at: string): number => Date.parse(at)
const same = (one: string | null, other: string): boolean => one !== null && ms(one) === ms(other)

function inOrder<K extends string>(fields: readonly K[], strictly?: 'strictly') {
  return (of: Record<K, string | null>): boolean => {
    const known = fields.flatMap((field) => (of[field] === null ? [] : [ms(of[field])]))
    return known.every((at, n) => {
      const before = known[n - 1] ?? -Infinity
      return strictly ? at > before : at >= before
    })
  }
}
