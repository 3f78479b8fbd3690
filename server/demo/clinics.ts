/** The demo's clinics of outpatients, and what is to happen at each of their doors next: like everything else drawn for what is so. Pure. */
import type { CommandInput } from '../../schema/commands/index.ts'
import type { TicketState } from '../../schema/clinics.ts'
import type { Subject } from './agenda.ts'
import { DEMO_SITE as site } from './layout.ts'
import type { OrderOf } from './orders.ts'
import { between, chance, exponential, logNormal, weighted } from './random.ts'
import { after, dueAfter, type Pace } from './rates.ts'

export interface DemoClinic {
  layout: CommandInput<'clinics/set-clinic'>
  /** From one person who comes to the next, on average [min]. */
  everyMin: number
  /** A visit: half are shorter [min]. */
  visitMin: number
}

const DESK = 'demo: clinic desk'

/** Somewhat fewer come than their rooms can see, so that queues grow and shrink. */
export const demoClinics: readonly DemoClinic[] = [
  clinic('eye', 'Eye clinic', 'A', ['Room 1', 'Room 2', 'Room 3'], 3, 7),
  clinic('ortho', 'Fracture clinic', 'B', ['Room 11', 'Room 12'], 5, 8),
  clinic('ante', 'Antenatal clinic', 'C', ['Room 21', 'Room 22'], 7, 11),
]

function clinic(
  code: string,
  name: string,
  letter: string,
  rooms: string[],
  everyMin: number,
  visitMin: number,
): DemoClinic {
  return { layout: { site, code, name, letter, rooms, position: letter.charCodeAt(0) }, everyMin, visitMin }
}

/** A clinic as it stands. */
export interface ClinicNow {
  clinic: string
  issued: number
  waiting: number
  /** Who is in its rooms, or called there. */
  rooms: { room: string; ticket_id: number; state: TicketState; calls: number; since: number }[]
}

export type ClinicStep = OrderOf<
  | 'clinics/take'
  | 'clinics/call-next'
  | 'clinics/call'
  | 'clinics/come-in'
  | 'clinics/absent'
  | 'clinics/finish'
>

/** Who comes: most like anybody. */
const PRIORITIES = [
  ['routine', 84],
  ['elderly', 9],
  ['disabled', 5],
  ['urgent', 2],
] as const

/** Whoever stands at the door when it opens. */
const AT_THE_DOOR = 6
/** So many wait at the most; whoever sees that goes home before they take a number. */
const MOST_WAITING = 25

const takes = (code: string, pace: Pace): ClinicStep => ({
  who: DESK,
  command: 'clinics/take',
  input: { site, clinic: code, priority: weighted(pace.random, PRIORITIES) },
})

/** Somebody comes to each clinic; each of its rooms calls, receives and lets go. */
export function* clinicSubjects(now: readonly ClinicNow[], pace: Pace): Generator<Subject<ClinicStep>> {
  for (const { layout, everyMin, visitMin } of demoClinics) {
    const is = now.find(({ clinic: code }) => code === layout.code)
    if (!is) continue
    yield {
      key: `come ${layout.code}`,
      fits: String(is.issued),
      draw: () => {
        if (is.waiting >= MOST_WAITING) return undefined
        const minutes =
          is.issued < AT_THE_DOOR ? between(pace.random, 0, 0.5) : exponential(pace.random, everyMin)
        return { due: after(pace.now, minutes, pace), step: takes(layout.code, pace) }
      },
    }
    for (const room of layout.rooms) yield atDoor(layout.code, room, visitMin, is, pace)
  }
}

function atDoor(
  code: string,
  room: string,
  visitMin: number,
  is: ClinicNow,
  pace: Pace,
): Subject<ClinicStep> {
  const who = `demo: ${code} ${room}`
  const there = is.rooms.find((one) => one.room === room)
  const fits = there
    ? `${there.ticket_id} ${there.state} ${there.calls}`
    : `empty ${is.waiting > 0 ? 'next' : 'nobody'}`
  const { random } = pace
  const in_ = (minutes: number, step: ClinicStep) => ({ due: after(pace.now, minutes, pace), step })
  return {
    key: `door ${code} ${room}`,
    fits,
    draw: () => {
      if (!there) {
        if (is.waiting === 0) return undefined
        return in_(between(random, 0.3, 1.5), {
          who,
          command: 'clinics/call-next',
          input: { site, clinic: code, room },
        })
      }
      const { ticket_id, calls, since } = there
      if (there.state === 'inside') {
        const due = dueAfter(since, logNormal(random, visitMin, 0.4), pace)
        return { due, step: { who, command: 'clinics/finish', input: { ticket_id } } }
      }
      if (chance(random, calls > 1 ? 0.5 : 0.88))
        return in_(between(random, 0.4, 1.6), { who, command: 'clinics/come-in', input: { ticket_id } })
      return calls > 1
        ? in_(between(random, 1, 2), { who, command: 'clinics/absent', input: { ticket_id } })
        : in_(between(random, 1.2, 2), { who, command: 'clinics/call', input: { ticket_id } })
    },
  }
}
