/**
 * HL7 v2 as text: message → segments → fields → repetitions → components → subcomponents (chapter 2 of every version
 * from 2.1 on). Lenient in what it reads, so it never throws: what is not there reads as empty. Pure.
 */
import type { Delimiters } from '../../../schema/hl7-text.ts'
import { decodeEscapes } from './escapes.ts'

/** Subcomponents of a component; components of a repetition; repetitions of a field. Escapes are decoded. */
export type Component = readonly string[]
export type Repetition = readonly Component[]
export type Field = readonly Repetition[]

export interface Segment {
  name: string
  /** fields[n] is field n as the standard counts; fields[0] is empty. */
  fields: readonly Field[]
}

export interface Message {
  delimiters: Delimiters
  segments: readonly Segment[]
}

/** What a value says: undefined is empty (no change), null is "" (delete it), text is the value, trimmed. */
export type Said = string | null | undefined

const SEGMENT_START = /^[A-Z][A-Z0-9]{2}(?![A-Za-z0-9])/

/**
 * The lines of one message. CR, LF and CRLF all end a segment; a line that does not begin like one goes on the line
 * before it: free text with line breaks in it.
 */
export function linesOf(text: string): string[] {
  const lines: string[] = []
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === '') continue
    if (SEGMENT_START.test(line) || lines.length === 0) lines.push(line)
    else lines.push(`${lines.pop() ?? ''}\n${line}`)
  }
  return lines
}

/** The structure of one message; undefined when its first line is no MSH that tells its delimiters. */
export function parse(text: string): Message | undefined {
  const lines = linesOf(text)
  const delimiters = delimitersOf(lines[0] ?? '')
  if (!delimiters) return undefined
  return { delimiters, segments: lines.map((line) => segmentOf(line, delimiters)) }
}

/** MSH-1 is the fourth character, MSH-2 what follows up to the next MSH-1. Missing ones are the usual |^~\&. */
export function delimitersOf(header: string): Delimiters | undefined {
  const field = header[3]
  if (!header.startsWith('MSH') || field === undefined || /[A-Za-z0-9\s]/.test(field)) return undefined
  const said = header.slice(4).split(field)[0] ?? ''
  const [component = '^', repetition = '~', escape = '\\', ...rest] = said
  // "^~\\&": an escape character that was itself escaped on its way through somebody's program.
  const subcomponent = rest.find((character) => character !== escape) ?? '&'
  return { field, component, repetition, escape, subcomponent }
}

function segmentOf(line: string, delimiters: Delimiters): Segment {
  const [name = '', ...rest] = line.split(delimiters.field)
  const fields = rest.map((field) => fieldOf(field, delimiters))
  if (name !== 'MSH' && name !== 'FHS' && name !== 'BHS') return { name, fields: [[], ...fields] }
  const [encoding = '', ...after] = rest
  return {
    name,
    fields: [[], [[[delimiters.field]]], [[[encoding]]], ...after.map((field) => fieldOf(field, delimiters))],
  }
}

function fieldOf(text: string, delimiters: Delimiters): Field {
  return text
    .split(delimiters.repetition)
    .map((repetition) =>
      repetition
        .split(delimiters.component)
        .map((component) =>
          component
            .split(delimiters.subcomponent)
            .map((subcomponent) => decodeEscapes(subcomponent, delimiters)),
        ),
    )
}

/** The first segment of that name. */
export function segment(message: Message, name: string): Segment | undefined {
  return message.segments.find((each) => each.name === name)
}

/** The repetitions of a field that hold anything. */
export function repetitions(from: Segment | undefined, field: number): Repetition[] {
  return (from?.fields[field] ?? []).filter((repetition) =>
    repetition.some((each) => each.some((sub) => sub)),
  )
}

/** What component `component` of a repetition says (its first subcomponent, or the one asked for). */
export function said(repetition: Repetition | undefined, component = 1, subcomponent = 1): Said {
  const text = repetition?.[component - 1]?.[subcomponent - 1]?.trim()
  if (text === undefined || text === '') return undefined
  return text === '""' ? null : text
}

/** What a field says in its first repetition. */
export function fieldSaid(from: Segment | undefined, field: number, component = 1): Said {
  return said(from?.fields[field]?.[0], component)
}

/** Its text, where deleted and empty are the same. */
export function text(from: Segment | undefined, field: number, component = 1): string | undefined {
  return fieldSaid(from, field, component) ?? undefined
}
