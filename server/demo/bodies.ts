/**
 * Where the bodies are, whatever the record says: in the bed, up for a moment, or away. A patient is in the bed some
 * minutes before or after somebody writes it down; now and then the record is late by a quarter of an hour or more, and
 * then sensor and record disagree on the wall, as they do in life. Pure.
 */
import type { Subject } from './agenda.ts'
import { roleOf, type Bed, type House } from './house.ts'
import { after, type Pace } from './rates.ts'
import { between, chance, exponential, logNormal, type Random } from './random.ts'
import type { Steps } from './steps.ts'

export interface Body {
  /** `up`: out of bed for a moment, coming back. */
  where: 'in' | 'up' | 'away'
  alarm: boolean
  brakes: boolean
}

export type BodyStep =
  | { kind: 'body'; bed_id: number; where: Body['where']; alarm: boolean }
  | { kind: 'alarm-over'; bed_id: number }
  | { kind: 'brakes'; bed_id: number; on: boolean }

/** Every how many minutes somebody lying there gets up, on average. */
const UP_EVERY = 150
/** A patient is about to go when the record will say so within this time [minutes]. */
const ABOUT_TO_GO = 45

/** @param steps what people are going to do: bodies move with it, a little sooner or later. */
export function* bodySubjects(
  house: House,
  bodies: ReadonlyMap<number, Body>,
  steps: Steps,
  pace: Pace,
): Generator<Subject<BodyStep>> {
  for (const bed of house.beds.values()) {
    const body = bodies.get(bed.bed_id)
    if (!body) continue
    const { bed_id } = bed
    const going = dueOf(steps, bed.encounter_id)
    const coming = dueOf(steps, bed.reserved_for)
    const onLeave = (house.patients.get(bed.encounter_id ?? -1)?.away ?? null) !== null
    yield {
      key: `body:${bed_id}`,
      fits: [body.where, bed.encounter_id, going, coming, onLeave].join(' '),
      draw: () => bodyStep(bed, body, { going, coming, onLeave }, pace),
    }
    if (body.alarm) {
      const due = (): number => after(pace.now, between(pace.random, 0.7, 4), pace)
      yield {
        key: `alarm:${bed_id}`,
        fits: '',
        draw: () => ({ due: due(), step: { kind: 'alarm-over', bed_id } }),
      }
    }
    yield brakes(bed, body, pace)
  }
}

/** When the record will say that this patient moves on or leaves; undefined: nothing of the kind is planned. */
function dueOf(steps: Steps, encounter_id: number | null): number | undefined {
  if (encounter_id === null) return undefined
  const entry = steps.get(`patient:${encounter_id}`)
  const kind = entry?.step?.kind
  return kind === 'move' || kind === 'discharge' || kind === 'lounge' ? entry?.due : undefined
}

function bodyStep(
  bed: Bed,
  body: Body,
  { going, coming, onLeave }: { going: number | undefined; coming: number | undefined; onLeave: boolean },
  pace: Pace,
): { due: number; step: BodyStep } | undefined {
  const { now, random } = pace
  const soon = (minutes: number): number => after(now, minutes, pace)
  const to = (where: Body['where'], due: number, alarm = false): { due: number; step: BodyStep } => ({
    due: Math.max(due, soon(0.3)),
    step: { kind: 'body', bed_id: bed.bed_id, where, alarm },
  })

  if (bed.encounter_id === null) {
    if (body.where === 'up') return to('away', soon(1))
    if (body.where === 'in') return coming === undefined ? to('away', soon(lag(random))) : undefined
    if (coming === undefined || bed.turn !== null) return undefined
    const early = ahead(random, { often: 0.3, far: 0.06 })
    return early === undefined ? undefined : to('in', after(coming, -early, pace))
  }
  if (onLeave) return body.where === 'away' ? undefined : to('away', soon(between(random, 1, 6)))
  switch (body.where) {
    case 'up':
      return to('in', soon(chance(random, 0.05) ? between(random, 20, 50) : logNormal(random, 5, 0.6)))
    case 'away':
      // Gone ahead of the record, or not yet here after it.
      return going !== undefined && going < soon(ABOUT_TO_GO) ? undefined : to('in', soon(lag(random)))
    case 'in': {
      const early = going === undefined ? undefined : ahead(random, { often: 0.45, far: 0.1 })
      const leaves = early === undefined || going === undefined ? Infinity : after(going, -early, pace)
      const gets = getsUp(bed) ? soon(exponential(random, UP_EVERY)) : Infinity
      if (leaves === Infinity && gets === Infinity) return undefined
      return leaves < gets ? to('away', leaves) : to('up', gets, atRisk(bed) && chance(random, 0.6))
    }
  }
}

/** How long the body takes to do what the record says already [minutes]. */
const lag = (random: Random): number =>
  chance(random, 0.06) ? between(random, 15, 32) : logNormal(random, 4, 0.6)

/** How long before the record the body moves [minutes]; undefined: after it. */
function ahead(random: Random, { often, far }: { often: number; far: number }): number | undefined {
  const draw = random()
  if (draw < far) return between(random, 15, 40)
  return draw < often ? between(random, 1, 8) : undefined
}

function getsUp(bed: Bed): boolean {
  const role = roleOf(bed)
  return role !== 'icu' && role !== 'hdu' && role !== 'neonatal'
}

/** One in eight may fall: their bed calls when they leave it. The same one, whoever asks. */
const atRisk = (bed: Bed): boolean =>
  bed.encounter_id !== null && bed.encounter_id % 8 === 0 && roleOf(bed) !== 'day'

/** A bed is rolled aside while the floor is cleaned, sometimes; then its brakes go on again. */
function brakes(bed: Bed, body: Body, pace: Pace): Subject<BodyStep> {
  const { bed_id } = bed
  const cleaning = bed.turn?.stage === 'cleaning'
  return {
    key: `brakes:${bed_id}`,
    fits: `${cleaning} ${body.brakes}`,
    draw: () => {
      if (body.brakes !== cleaning || (cleaning && chance(pace.random, 0.4))) return undefined
      const due = after(pace.now, between(pace.random, 0.5, 4), pace)
      return { due, step: { kind: 'brakes', bed_id, on: !body.brakes } }
    },
  }
}
