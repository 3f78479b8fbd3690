/**
 * What is answered to a message (RELIABILITY section 7; HL7 chapter 2, original and enhanced acknowledgement). Pure.
 */
import { encodeEscapes } from '../../../schema/hl7-text.ts'
import { errorCodes, isAcknowledgement, type Header, type Problem } from './header.ts'

/** What became of a message, as far as its sender is concerned. */
export type Verdict =
  | { kind: 'taken' } // applied, or stored: safely here
  | { kind: 'quarantined'; problem: Problem; answer: 'AE' | 'AA' } // stored; its content could not be applied
  | { kind: 'conflict'; problem: Problem } // the control id of another message
  | { kind: 'refused'; problem: Problem } // this door does not take such messages

export type AckCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR'

/**
 * The codes to answer with, in order: in original mode one; in enhanced mode (MSH-15 or MSH-16 filled) the accept
 * acknowledgement, then the application's, each only if it was asked for. An empty one of the two counts as NE.
 */
export function answerCodes(header: Header, verdict: Verdict): AckCode[] {
  if (isAcknowledgement(header)) return []
  const application = applicationCode(verdict)
  if (header.acceptAck === undefined && header.applicationAck === undefined) return [application]
  const accept = acceptCode(verdict)
  return [
    ...(asked(header.acceptAck, accept === 'CA') ? [accept] : []),
    // What was not accepted is not processed either: then the one refusal is enough.
    ...(asked(header.applicationAck, application === 'AA') &&
    (accept === 'CA' || !asked(header.acceptAck, false))
      ? [application]
      : []),
  ]
}

function applicationCode(verdict: Verdict): 'AA' | 'AE' | 'AR' {
  switch (verdict.kind) {
    case 'taken':
      return 'AA'
    case 'quarantined':
      return verdict.answer
    case 'conflict':
      return 'AE'
    case 'refused':
      return 'AR'
  }
}

function acceptCode(verdict: Verdict): 'CA' | 'CE' | 'CR' {
  if (verdict.kind === 'refused') return 'CR'
  return verdict.kind === 'conflict' ? 'CE' : 'CA' // what is quarantined is safely stored all the same
}

/** HL7 table 0155: AL always, NE never, ER on error, SU on success. A word that is none of them is read as AL. */
function asked(condition: string | undefined, success: boolean): boolean {
  if (condition === undefined || condition === 'NE') return false
  if (condition === 'ER') return !success
  return condition !== 'SU' || success
}

/**
 * One acknowledgement as text, with the delimiters, version and processing id of the message it answers.
 * @param at MSH-7 of the answer, YYYYMMDDHHMMSS+ZZZZ
 * @param id MSH-10 of the answer
 */
export function acknowledgement(
  header: Header,
  code: AckCode,
  problem: Problem | undefined,
  { at, id }: { at: string; id: string },
): string {
  const { field, component, repetition, escape, subcomponent } = header.delimiters
  const encode = (text: string): string => encodeEscapes(text, header.delimiters)
  // Addresses keep their components; each is encoded by itself.
  const address = (text: string): string => text.split(component).map(encode).join(component)
  const { from, to } = header.addresses
  const said = problem && !code.endsWith('A') ? problem : undefined
  const msh = [
    `MSH${field}${component}${repetition}${escape}${subcomponent}`,
    ...[to[0], to[1], from[0], from[1]].map(address),
    at,
    '',
    typeOf(header),
    id,
    encode(header.processing ?? 'P'),
    encode(header.version ?? '2.5'),
    ...(header.charset === undefined ? [] : ['', '', '', '', '', encode(header.charset)]),
  ]
  const msa = ['MSA', code, encode(header.controlId ?? '')]
  // MSA-3 was the only place for words before 2.5 brought ERR-8, and was withdrawn after.
  if (said && !hasNewErr(header)) msa.push(encode(said.text.slice(0, 80)))
  const segments = [msh, msa]
  if (said && hasNewErr(header)) segments.push(errOf(said, component, encode))
  return segments.map((fields) => `${fields.join(field)}\r`).join('')
}

function errOf(problem: Problem, component: string, encode: (text: string) => string): string[] {
  const code = [String(problem.code), errorCodes[problem.code], 'HL70357'].join(component)
  return [
    'ERR',
    '',
    locationOf(problem.field, component),
    code,
    'E',
    '',
    '',
    '',
    encode(problem.text.slice(0, 250)),
  ]
}

/** ERR-2: "PV1-3" → PV1^1^3. */
function locationOf(field: string | undefined, component: string): string {
  const [name, nth] = field?.split('-') ?? []
  if (name === undefined) return ''
  return nth === undefined ? [name, '1'].join(component) : [name, '1', nth].join(component)
}

/** ACK alone up to 2.2, with its event in 2.3, with its structure from 2.3.1 on. */
function typeOf(header: Header): string {
  const { component } = header.delimiters
  const version = versionOf(header)
  if (version < 2.3 || header.event === undefined) return 'ACK'
  const withStructure = version > 2.3 || /^2\.3\.1/.test(header.version ?? '')
  return ['ACK', header.event, ...(withStructure ? ['ACK'] : [])].join(component)
}

const hasNewErr = (header: Header): boolean => versionOf(header) >= 2.5

/** "2.5.1" → 2.5; a version that can't be read counts as 2.5, which is also what is answered in then. */
const versionOf = (header: Header): number => Number(/^\d\.\d/.exec(header.version ?? '')?.[0] ?? 2.5)
