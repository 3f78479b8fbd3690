/**
 * What an ADT message (HL7 chapter 3) means to say, in words of the ward, without knowing what is on record. Pure.
 */
import type { Identifier } from '../../../schema/commands/patients.ts'
import type { EncounterClass, Instant, PrivacyWish, Sex } from '../../../schema/terms.ts'
import type { AdtEvent } from './events.ts'
import { classOf, dispositionOf, sexOf, type Disposition } from './tables.ts'
import { fieldSaid, repetitions, said, text, type Message, type Said, type Segment } from './segments.ts'
import type { Sender } from './sender.ts'
import { birthDateOf, instantOf, saysOnlyTheDay } from './times.ts'

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
  /** A17, A24, A37: the other of the two. */
  second: { person: Person | undefined; visit: Visit; to: Location | undefined } | undefined
  visit: Visit
  class: EncounterClass | undefined
  to: Location | undefined
  prior: Location | undefined
  /** PV1-42, where they are to go. */
  pending: Location | undefined
  /** PV1-11, where they are for a while, as it stands there. */
  temporary: string | undefined
  /** When it happened; undefined: no clock the sender is believed by says so. */
  at: Instant | undefined
  expectedDischarge: Instant | null | undefined
  expectedArrival: Instant | null | undefined
  /** When they are expected back from leave (PV2-47). */
  expectedReturn: Instant | null | undefined
  disposition: Disposition | undefined
  /** Each MRG with the PID before it: who is who, and under which number a visit was known. The first lives on. */
  merges: Merge[]
  /** A20: NPU. */
  bedStatus: { bed: Location | undefined; code: string | undefined }
}

/** A visit number; `sure` when it is one (PV1-19) and not an account that may span visits (PID-18). */
type Visit = { number: string; sure: boolean } | undefined

export interface Merge {
  into: Person | undefined
  from: Identifier | undefined
  /** MRG-5, else MRG-3. */
  formerVisit: string | undefined
  visit: Visit
}

/**
 * @param timeZone of times without an offset
 * @param latest an instant after which a clock is not believed: it has not happened yet
 */
export function intentionOf(
  message: Message,
  event: AdtEvent,
  sender: Components & Pick<Sender, 'site' | 'clocks'>,
  { timeZone, latest }: { timeZone: string; latest: Instant },
): Intention {
  const pid = first(message, 'PID')
  const pv1 = first(message, 'PV1')
  const person = personOf(pid, first(message, 'PD1'), sender.site)
  const pv2 = first(message, 'PV2')
  const npu = first(message, 'NPU')
  const place = (nth: number): Location | undefined => locationOf(pv1, nth, sender)
  return {
    event,
    person,
    second: secondOf(message, sender),
    visit: visitOf(pid, pv1),
    class: classOf(text(pv1, 2)),
    to: place(3),
    prior: place(6),
    pending: place(42),
    temporary: shownPlace(pv1, 11),
    at: happenedAt(message, sender, { timeZone, latest }),
    expectedDischarge: expectedOf(fieldSaid(pv2, 9), timeZone),
    expectedArrival: expectedOf(fieldSaid(pv2, 8), timeZone),
    expectedReturn: expectedOf(fieldSaid(pv2, 47), timeZone),
    disposition: dispositionOf(text(pv1, 36), text(pid, 30)),
    merges: mergesOf(message, sender.site),
    bedStatus: { bed: locationOf(npu, 1, sender), code: text(npu, 2)?.toUpperCase() },
  }
}

/** Which components of a location are unit, room and bed. */
type Components = Pick<Sender, 'unit_component' | 'room_component' | 'bed_component'>

/** The second PID of a message about two, with the PV1 that follows it. */
function secondOf(message: Message, sender: Components & Pick<Sender, 'site'>): Intention['second'] {
  const pids = message.segments.flatMap((segment, i) => (segment.name === 'PID' ? [i] : []))
  const at = pids[1]
  if (at === undefined) return undefined
  const rest = message.segments.slice(at, pids[2])
  const [pid] = rest
  const pv1 = rest.find(({ name }) => name === 'PV1')
  const pd1 = rest.find(({ name }) => name === 'PD1')
  return { person: personOf(pid, pd1, sender.site), visit: visitOf(pid, pv1), to: locationOf(pv1, 3, sender) }
}

/** A location in one line, for people: its first components that say anything. */
function shownPlace(from: Segment | undefined, nth: number): string | undefined {
  const [repetition] = repetitions(from, nth)
  const parts = [1, 2, 3].flatMap((component) => said(repetition, component) ?? [])
  return parts.length === 0 ? undefined : parts.join(' ').slice(0, 200)
}

/** Whom a message is about, as one word to compare: only for messages of one sender. */
export function personIn(message: Message | undefined): string | undefined {
  const person = message && personOf(first(message, 'PID'), undefined, '')
  return person && `${person.primary.authority} ${person.primary.value}`
}

const first = (message: Message, name: string): Segment | undefined =>
  message.segments.find((segment) => segment.name === name)

/** By the first of the clocks the sender is believed by that says it. */
export function happenedAt(
  message: Message,
  { clocks }: Pick<Sender, 'clocks'>,
  { timeZone, latest }: { timeZone: string; latest: Instant },
): Instant | undefined {
  return clocks
    .map((clock) => instantOf(clockOf(message, clock), timeZone))
    .find((at) => at !== undefined && at <= latest)
}

/** Whom and which visit a message of another kind is about. */
export function whose(message: Message, site: string): Pick<Intention, 'person' | 'visit'> {
  const pid = first(message, 'PID')
  return { person: personOf(pid, undefined, site), visit: visitOf(pid, first(message, 'PV1')) }
}

function clockOf(message: Message, clock: string): string | undefined {
  const [name = '', nth] = clock.split('-')
  return text(first(message, name), Number(nth))
}

/** A day without an hour: expected to leave on that day, so not overdue before it is over. */
function expectedOf(stamp: Said, timeZone: string): Instant | null | undefined {
  if (stamp === undefined || stamp === null) return stamp
  return instantOf(saysOnlyTheDay(stamp) ? `${stamp}2359` : stamp, timeZone)
}

function locationOf(pv1: Segment | undefined, nth: number, sender: Components): Location | undefined {
  const location = {
    unit: text(pv1, nth, sender.unit_component),
    room: text(pv1, nth, sender.room_component),
    bed: text(pv1, nth, sender.bed_component),
  }
  return location.unit === undefined && location.bed === undefined ? undefined : location
}

function visitOf(pid: Segment | undefined, pv1: Segment | undefined): Visit {
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

/** A message may bring several pairs of PID and MRG; each MRG belongs to the PID before it and the PV1 after it. */
function mergesOf(message: Message, site: string): Merge[] {
  const merges: Merge[] = []
  let pid: Segment | undefined
  let into: Person | undefined
  for (const [i, segment] of message.segments.entries()) {
    const next = message.segments[i + 1]
    if (segment.name === 'PID') {
      pid = segment
      into = personOf(segment, next?.name === 'PD1' ? next : undefined, site)
    }
    if (segment.name !== 'MRG') continue
    const cx = repetitions(segment, 1)[0]
    const [old] = identifiersOf(segment, 1, site)
    // A prior number without authority was issued by whoever issued the new one.
    const issued = said(cx, 4) ?? said(cx, 4, 2)
    const from =
      old && (issued == null && into ? { ...bare(old), authority: into.primary.authority } : bare(old))
    merges.push({
      into,
      from,
      formerVisit: text(segment, 5) ?? text(segment, 3),
      visit: visitOf(pid, next?.name === 'PV1' ? next : first(message, 'PV1')),
    })
  }
  return merges
}
