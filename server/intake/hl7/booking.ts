/** What a message of a scheduling system (SIU, HL7 chapter 10) says of an appointment. Pure. */
import type { EncounterClass, Instant } from '../../../schema/terms.ts'
import { whose, type Intention } from './adt.ts'
import { said, segment, text, type Message } from './segments.ts'
import { classOf } from './tables.ts'
import { instantOf } from './times.ts'

/** Events that change what is on record here. */
const siuEvents = [
  'S12', // booked
  'S13', // at another time
  'S14', // changed
  'S15', // cancelled
  'S17', // deleted
  'S26', // did not come
] as const
export type SiuEvent = (typeof siuEvents)[number]

export const isSiuEvent = (event: string | undefined): event is SiuEvent =>
  siuEvents.some((known) => known === event)

export interface Booking extends Pick<Intention, 'person' | 'visit'> {
  event: SiuEvent
  /** No PID at all: a room or a person is booked, for no patient. */
  ofNobody: boolean
  /** The number and who gave it. */
  appointment: string | undefined
  class: EncounterClass | undefined
  start: Instant | undefined
}

/** @param application of MSH-3: whose number it is where SCH does not say */
export function bookingOf(
  message: Message,
  event: SiuEvent,
  { site, time_zone, application }: { site: string; time_zone: string; application: string },
): Booking {
  const { person, visit } = whose(message, site)
  const sch = segment(message, 'SCH')
  // SCH-11 is what TQ1 was before 2.5; where both stand, TQ1 is the newer.
  const start = text(segment(message, 'TQ1'), 7) ?? text(sch, 11, 4)
  return {
    event,
    person,
    // An account (PID-18) may span appointments.
    visit: visit?.sure === true ? visit : undefined,
    ofNobody: segment(message, 'PID') === undefined,
    appointment: numberOf(message, 2, application) ?? numberOf(message, 1, application),
    class: classOf(text(segment(message, 'PV1'), 2)),
    start: instantOf(start, time_zone),
  }
}

/** SCH-2, the number of who keeps the calendar, or SCH-1, of who asked. A number is one only together with who gave it. */
function numberOf(message: Message, nth: number, application: string): string | undefined {
  const [ei] = segment(message, 'SCH')?.fields[nth] ?? []
  const id = said(ei, 1)
  if (id === undefined || id === null) return undefined
  return `${id.slice(0, 119)}^${(said(ei, 2) ?? application).slice(0, 80)}`
}
