/** About beds: their turns, done by whoever is on shift and free, and taking them out of use. Pure. */
import { badgeOf, isReady, roleOf, type Bed, type House } from './house.ts'
import { give } from './arrivals-orders.ts'
import { DEMO_SITE as site } from './layout.ts'
import { doThis, type Decision, type Round, type Tap } from './orders.ts'
import { chance, pick, weighted } from './random.ts'
import { freeFor } from './roster.ts'
import { BLOCK_NOTES, type BedStep } from './steps.ts'
import { hasReader } from './wearing.ts'

const NURSE = 'demo: ward nurse'
const SUPERVISOR = 'demo: housekeeping supervisor'
/** Who cleans where the record does not say who began. */
const SOMEBODY = 'demo: housekeeping'

export function aboutBed(
  kind: Exclude<BedStep['kind'], 'unblock'>,
  bed: Bed | undefined,
  house: House,
  round: Round,
): Decision {
  if (!bed?.turn) return { wait: 60 }
  const { random } = round.pace
  const input = { site, bed: bed.code }
  const whose = bed.turn.assigned_to ?? SOMEBODY
  switch (kind) {
    case 'ask': {
      const priority = roleOf(bed) === 'ed' ? 'next' : bed.reserved_for === null ? 'routine' : 'stat'
      return doThis({ who: NURSE, command: 'cleaning/ask', input: { ...input, priority } })
    }
    case 'start':
      return start(bed, house, round)
    case 'pause': {
      const reason = weighted(random, [
        ['supplies', 4],
        ['called-away', 4],
        ['equipment', 2],
        ['break', 2],
      ] as const)
      return doThis({ who: whose, command: 'cleaning/pause', input: { ...input, reason } })
    }
    case 'resume':
      return doThis({ who: whose, command: 'cleaning/resume', input })
    case 'finish': {
      const tap = tapOf(whose, bed, 'finish', house, round)
      if (tap) return { tap }
      const finish = { who: whose, command: 'cleaning/finish' as const, input }
      if (!chance(random, 0.12)) return doThis(finish)
      const passed = !chance(random, 0.08)
      return doThis(finish, { who: SUPERVISOR, command: 'cleaning/inspect', input: { ...input, passed } })
    }
  }
}

/** The next free cleaner begins; sometimes the supervisor has said who. A bed somebody waits for comes first. */
function start(bed: Bed, house: House, round: Round): Decision {
  const { random } = round.pace
  const input = { site, bed: bed.code }
  const cleaner = freeFor(house, 'cleaner', bed.unit, round.sent)[0]?.person
  if (cleaner === undefined) return { wait: 3 }
  round.sent.add(cleaner)
  const tap = tapOf(cleaner, bed, 'start', house, round)
  if (tap) return { tap }
  const begin = { who: cleaner, command: 'cleaning/start' as const, input }
  if (bed.turn?.assigned_to !== null || !chance(random, 0.3)) return doThis(begin)
  return doThis({ who: SUPERVISOR, command: 'cleaning/assign', input: { ...input, to: cleaner } }, begin)
}

/** With their badge, where there is a reader and their taps arrive; else with the button of a phone. */
function tapOf(person: string, bed: Bed, act: Tap['act'], house: House, round: Round): Tap | undefined {
  const badge = badgeOf(person, house)
  if (badge === undefined || !round.badges.has(badge) || !hasReader(bed)) return undefined
  return { badge, bed: bed.code, act }
}

/** Never more than a few at once: a demo without beds shows little. */
const MOST_BLOCKED = 8

export function blockOne(house: House, { taken, pace: { random } }: Round): Decision {
  const beds = [...house.beds.values()]
  if (beds.filter((bed) => bed.blocked_at !== null).length >= MOST_BLOCKED) return { wait: 60 }
  const bed = give(
    beds.filter((one) => isReady(one) && !taken.has(one.bed_id) && roleOf(one) !== undefined),
    taken,
    random,
  )
  if (!bed) return { wait: 60 }
  const reason = chance(random, 0.6) ? 'repair' : 'isolation'
  const note = pick(random, BLOCK_NOTES[reason])
  return doThis({ who: NURSE, command: 'beds/block', input: { site, bed: bed.code, reason, note } })
}

export const unblock = (bed: Bed | undefined): Decision =>
  bed
    ? doThis({ who: 'demo: estates', command: 'beds/unblock', input: { site, bed: bed.code } })
    : { wait: 60 }
