/** ADT messages of ours, version 2.5.1 (HL7 chapter 3). What this server's own HL7 door makes of them is the same again. Pure. */
import type { OutboundKind } from '../../../schema/commands/interfaces.ts'
import { encodeEscapes, outboundControlId, usualDelimiters } from '../../../schema/hl7-text.ts'
import type { Disposition, EncounterClass, Instant, Sex } from '../../../schema/terms.ts'
import type { BedNow, VisitNow } from './what-is-so.ts'

/** What is to be said: one visit (two, for an exchange of beds) or a bed. */
export type Telling =
  | { kind: Exclude<OutboundKind, 'A20'>; about: readonly VisitNow[]; before?: VisitNow | undefined }
  | { kind: 'A20'; about: readonly BedNow[] }

export interface Envelope {
  receiver: { site: string; application: string; facility: string; encoding: 'UTF-8' | 'ISO-8859-1' }
  id: number
  at: Instant
}

/** MSH-9.3, message structure. */
const structures = {
  A01: 'ADT_A01',
  A02: 'ADT_A02',
  A03: 'ADT_A03',
  A08: 'ADT_A01',
  A11: 'ADT_A09',
  A12: 'ADT_A12',
  A13: 'ADT_A01',
  A17: 'ADT_A17',
  A20: 'ADT_A20',
} satisfies Record<OutboundKind, string>

/** The segments, each ended by CR. Times in UTC with their offset, to the millisecond. */
export function adtMessage(telling: Telling, { receiver, id, at }: Envelope): string {
  const { kind } = telling
  const msh = [
    'MSH',
    '^~\\&',
    'WARDROOM',
    encode(receiver.site),
    encode(receiver.application),
    encode(receiver.facility),
    stamp(at),
    '',
    `ADT^${kind}^${structures[kind]}`,
    outboundControlId(id),
    'P',
    '2.5.1',
    '',
    '',
    '',
    '',
    '',
    receiver.encoding === 'UTF-8' ? 'UNICODE UTF-8' : '8859/1',
  ].join('|')
  const happened = telling.kind === 'A20' ? at : happenedAt(telling, at)
  const evn = segment('EVN', { 1: kind, 2: stamp(at), 6: stamp(happened) })
  const body =
    telling.kind === 'A20'
      ? telling.about.map(({ place, status }) => segment('NPU', { 1: location(place), 2: status }))
      : telling.about.flatMap((visit, i) => visitSegments(telling, visit, i + 1, receiver.site))
  return [msh, evn, ...body].map((line) => `${line}\r`).join('')
}

/** EVN-6: when what is told of happened. What is taken back has no instant of its own but that of the act. */
export function happenedAt({ kind, about }: Extract<Telling, { before?: unknown }>, at: Instant): Instant {
  const [visit] = about
  if (kind === 'A01' || kind === 'A02' || kind === 'A17') return visit?.since ?? at
  return kind === 'A03' ? (visit?.ended_at ?? at) : at
}

function visitSegments(
  { kind, before }: Extract<Telling, { before?: unknown }>,
  visit: VisitNow,
  nth: number,
  site: string,
): string[] {
  const pid = segment('PID', {
    1: String(nth),
    3: `${encode(visit.mrn)}^^^${encode(site)}^MR`,
    5: `${encode(visit.family)}^${encode(visit.given)}`,
    7: visit.birth_date?.replaceAll('-', '') ?? '',
    8: sexes[visit.sex],
    30: visit.disposition === 'deceased' ? 'Y' : '',
  })
  const pd1 = segment('PD1', { 12: visit.hidden ? 'Y' : 'N' })
  const pv1 = segment('PV1', {
    1: String(nth),
    2: classes[visit.class],
    // Of an admission that was cancelled no place is left but the one it was told with.
    3: location(visit.place ?? before?.place ?? ''),
    6: (kind === 'A02' || kind === 'A12') && before?.place != null ? location(before.place) : '',
    19: encode(visit.visit ?? `WARDROOM-${visit.encounter_id}`),
    36: visit.disposition === null ? '' : dispositions[visit.disposition],
    44: stamp(visit.started_at),
    45: visit.ended_at === null ? '' : stamp(visit.ended_at),
  })
  // "" takes back what was expected before; empty would leave it.
  const expected = visit.expected_discharge_at
  const pv2 = segment('PV2', {
    9: expected === null ? (before?.expected_discharge_at == null ? '' : '""') : stamp(expected),
  })
  return kind === 'A17' ? [pid, pd1, pv1] : [pid, pd1, pv1, pv2]
}

const sexes = { female: 'F', male: 'M', other: 'O', unknown: 'U' } satisfies Record<Sex, string>
/** Table 0004 has no day patient; many senders use D. */
const classes = { emergency: 'E', inpatient: 'I', outpatient: 'O', day: 'D' } satisfies Record<
  EncounterClass,
  string
>
/** Table 0112, as most senders use it. */
const dispositions = {
  home: '01',
  transferred: '02',
  deceased: '20',
  left: '07',
  other: '09',
} satisfies Record<Disposition, string>

const encode = (value: string): string => encodeEscapes(value, usualDelimiters)
/** unit^room^bed: the parts are encoded, what divides them is not. */
const location = (place: string): string => place.split('^').map(encode).join('^')
const stamp = (at: Instant): string => `${at.replaceAll(/[-:TZ]/g, '')}+0000`

/** Fields by number, as the standard counts them. */
function segment(name: string, fields: Record<number, string>): string {
  const last = Math.max(
    ...Object.entries(fields).flatMap(([nth, value]) => (value === '' ? [] : [Number(nth)])),
    0,
  )
  return [name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')].join('|')
}
