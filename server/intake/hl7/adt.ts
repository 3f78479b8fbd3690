/**
 * What an ADT message (HL7 chapter 3) means to say, in words of the ward, without knowing what is on record. Pure.
 */
import type { Identifier } from '../../../schema/commands/patients.ts'
import type { EncounterClass, Instant, PrivacyWish, Sex } from '../../../schema/terms.ts'
import { classOf, dispositionOf, sexOf, type Disposition } from './tables.ts'
import { fieldSaid, repetitions, said, text, type Message, type Said, type Segment } from './segments.ts'
import type { Sender } from './sender.ts'
import { birthDateOf, instantOf, saysOnlyTheDay } from './times.ts'

/** The events this door acts on. Every other message is stored. */
export const adtEvents = ['A01', 'A02', 'A03', 'A04', 'A08', 'A11', 'A12', 'A13', 'A40'] as const
export type AdtEvent = (typeof adtEvents)[number]
export const isAdtEvent = (event: string | undefined): event is AdtEvent =>
  adtEvents.some((known) => known === event)

/** Undefined: the message does not say. Null: it says there is none. */
export interface Demographics {
  family?: string | undefined
  given?: string | undefined
  birth_date?: string | null | undefined
  sex?: Sex | undefined
  privacy?: PrivacyWish | undefined
}

export interface Person {
  /** The identifier a patient is found by; an authority left out is the site itself. */
  primary: Identifier
  others: Identifier[]
  demographics: Demographics
}

/** A place as the sender's components name it. */
export interface Location {
  unit: string | undefined
  room: string | undefined
  bed: string | undefined
}

export interface Intention {
  event: AdtEvent
  person: Person | undefined
  /** The visit number; `sure` when it is one (PV1-19) and not an account that may span visits (PID-18). */
  visit: { number: string; sure: boolean } | undefined
  class: EncounterClass | undefined
  to: Location | undefined
  prior: Location | undefined
  /** When it happened; undefined: no clock the sender is believed by says so. */
  at: Instant | undefined
  expectedDischarge: Instant | null | undefined
  disposition: Disposition | undefined
  /** A40: who is who. The first lives on. */
  merges: { into: Person | undefined; from: Identifier | undefined }[]
}

/**
 * @param timeZone of times without an offset
 * @param latest an instant after which a clock is not believed: it has not happened yet
 */
export function intentionOf(
  message: Message,
  event: AdtEvent,
  sender: Pick<Sender, 'site' | 'unit_component' | 'room_component' | 'bed_component' | 'clocks'>,
  { timeZone, latest }: { timeZone: string; latest: Instant },
): Intention {
  const pid = first(message, 'PID')
  const pv1 = first(message, 'PV1')
  const person = personOf(pid, first(message, 'PD1'), sender.site)
  const place = (nth: number): Location | undefined => locationOf(pv1, nth, sender)
  return {
    event,
    person,
    visit: visitOf(pid, pv1),
    class: classOf(text(pv1, 2)),
    to: place(3),
    prior: place(6),
    at: sender.clocks
      .map((clock) => instantOf(clockOf(message, clock), timeZone))
      .find((at) => at !== undefined && at <= latest),
    expectedDischarge: expectedOf(fieldSaid(first(message, 'PV2'), 9), timeZone),
    disposition: dispositionOf(text(pv1, 36), text(pid, 30)),
    merges: event === 'A40' ? mergesOf(message, sender.site) : [],
  }
}

const first = (message: Message, name: string): Segment | undefined =>
  message.segments.find((segment) => segment.name === name)

function clockOf(message: Message, clock: string): string | undefined {
  const [name = '', nth] = clock.split('-')
  return text(first(message, name), Number(nth))
}

/** A day without an hour: expected to leave on that day, so not overdue before it is over. */
function expectedOf(stamp: Said, timeZone: string): Instant | null | undefined {
  if (stamp === undefined || stamp === null) return stamp
  return instantOf(saysOnlyTheDay(stamp) ? `${stamp}2359` : stamp, timeZone)
}

function locationOf(
  pv1: Segment | undefined,
  nth: number,
  sender: Pick<Sender, 'unit_component' | 'room_component' | 'bed_component'>,
): Location | undefined {
  const location = {
    unit: text(pv1, nth, sender.unit_component),
    room: text(pv1, nth, sender.room_component),
    bed: text(pv1, nth, sender.bed_component),
  }
  return location.unit === undefined && location.bed === undefined ? undefined : location
}

function visitOf(pid: Segment | undefined, pv1: Segment | undefined): Intention['visit'] {
  const visit = text(pv1, 19)
  if (visit !== undefined) return { number: visit, sure: true }
  const account = text(pid, 18)
  return account === undefined ? undefined : { number: account, sure: false }
}

function personOf(pid: Segment | undefined, pd1: Segment | undefined, site: string): Person | undefined {
  const listed = identifiersOf(pid, 3, site)
  // Before 2.3.1 the identifier stood in PID-2 (external) or PID-4 (alternate) just as well.
  const all = listed.length > 0 ? listed : [...identifiersOf(pid, 2, site), ...identifiersOf(pid, 4, site)]
  const primary = all.find(({ type }) => type === 'MR' || type === 'MRN') ?? all[0]
  if (!primary) return undefined
  return {
    primary: bare(primary),
    others: all.filter((each) => each !== primary).map(bare),
    demographics: demographicsOf(pid, pd1),
  }
}

interface Typed extends Identifier {
  type: string
}

const bare = ({ authority, value }: Typed): Identifier => ({ authority, value })

/** CX: id^check digit^scheme^assigning authority (HD: name&universal id&type)^type. */
function identifiersOf(segment: Segment | undefined, nth: number, site: string): Typed[] {
  return repetitions(segment, nth).flatMap((cx) => {
    const value = said(cx, 1)
    if (value === undefined || value === null) return []
    const type = said(cx, 5)?.toUpperCase() ?? ''
    // The site's own number often comes without an authority; another kind of number without one has its kind for one.
    const own = ['', 'MR', 'MRN', 'PI', 'PT'].includes(type) ? site : type
    return [
      { authority: (said(cx, 4) ?? said(cx, 4, 2) ?? own).slice(0, 80), value: value.slice(0, 80), type },
    ]
  })
}

/** PID-5: the legal name, or the first; PID-7, PID-8; PD1-12, the protection indicator. */
function demographicsOf(pid: Segment | undefined, pd1: Segment | undefined): Demographics {
  const names = repetitions(pid, 5)
  const name = names.find((each) => said(each, 7) === 'L') ?? names[0]
  const family = said(name, 1)
  const given = said(name, 2)
  const birth = fieldSaid(pid, 7)
  const sex = fieldSaid(pid, 8)
  const protectedness = fieldSaid(pd1, 12)
  return {
    family: family?.slice(0, 200), // a name is never taken away
    given: given === null ? '' : given?.slice(0, 200),
    // Prose ("Aug 15, 1942") says nothing sure: what is on record stays.
    birth_date: birth == null ? birth : (birthDateOf(birth) ?? undefined),
    sex: sex === null ? 'unknown' : sexOf(sex),
    privacy: protectedness === undefined ? undefined : protectedness === 'Y' ? 'hidden' : 'normal',
  }
}

/** A40 may bring several pairs of PID and MRG; each MRG belongs to the PID before it. */
function mergesOf(message: Message, site: string): Intention['merges'] {
  const merges: Intention['merges'] = []
  let into: Person | undefined
  for (const [i, segment] of message.segments.entries()) {
    const next = message.segments[i + 1]
    if (segment.name === 'PID') into = personOf(segment, next?.name === 'PD1' ? next : undefined, site)
    if (segment.name !== 'MRG') continue
    const cx = repetitions(segment, 1)[0]
    const [old] = identifiersOf(segment, 1, site)
    // A prior number without authority was issued by whoever issued the new one.
    const issued = said(cx, 4) ?? said(cx, 4, 2)
    const from =
      old && (issued == null && into ? { ...bare(old), authority: into.primary.authority } : bare(old))
    merges.push({ into, from })
  }
  return merges
}
