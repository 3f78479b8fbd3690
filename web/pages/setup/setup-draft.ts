/** What somebody has entered so far, and the lay-out it makes. Pure. */
import type { z } from 'zod'
import { siteLayout } from '../../../schema/commands/hospital.ts'
import type { UnitKind } from '../../../schema/terms.ts'

export type Layout = z.input<typeof siteLayout>
export type Units = Layout['units']

export interface SiteDraft {
  site: string
  name: string
  time_zone: string
  currency: string
  locale: string
}

export interface UnitDraft {
  id: number
  unit: string
  name: string
  kind: UnitKind
  /** Codes of the beds of each room, as typed: separated by blanks or commas. */
  rooms: { room: string; beds: string }[]
  /** Each bed has a sensor, whose code is the bed's in small letters. */
  sensors: boolean
}

export type DraftError =
  | {
      field: string
      rule: 'site-code' | 'name' | 'time-zone' | 'currency' | 'unit-code' | 'no-units' | 'room'
    }
  | { field: string; rule: 'unit-twice' | 'bed-twice' | 'room-twice'; code: string }

export const fieldOf = (id: number, what: 'code' | 'name' | 'room' | 'beds', at = 0): string =>
  what === 'room' || what === 'beds' ? `unit-${id}-${what}-${at}` : `unit-${id}-${what}`

/** So many rooms of so many beds: rooms 1, 2, …; beds 4W-01, 4W-02, … through all of them. */
export function generated(
  wanted: Omit<UnitDraft, 'rooms' | 'name'> & { name: string; rooms: number; beds: number },
): UnitDraft {
  const { rooms, beds, ...unit } = wanted
  const digits = Math.max(2, String(rooms * beds).length)
  const codeOf = (n: number): string => `${unit.unit}-${String(n).padStart(digits, '0')}`
  return {
    ...unit,
    name: unit.name || unit.unit,
    rooms: Array.from({ length: rooms }, (_, room) => ({
      room: String(room + 1),
      beds: Array.from({ length: beds }, (_, bed) => codeOf(room * beds + bed + 1)).join(' '),
    })),
  }
}

export const codesIn = (text: string): string[] => text.split(/[\s,;]+/).filter((code) => code !== '')

/** The units as the command takes them. */
export function unitsOf(drafts: readonly UnitDraft[]): Units {
  return drafts.map(({ unit, name, kind, rooms, sensors }) => ({
    unit: unit.trim(),
    name: name.trim() || unit.trim(),
    kind,
    rooms: rooms.map(({ room, beds }) => ({
      room: room.trim(),
      beds: codesIn(beds).map((bed) => ({ bed, ...(sensors && { sensor: bed.toLowerCase() }) })),
    })),
  }))
}

/** What is wrong with the site's own fields; one error a field. */
export function siteErrors(draft: SiteDraft): DraftError[] {
  const fields = { site: 'site-code', name: 'name', time_zone: 'time-zone', currency: 'currency' } as const
  return (['name', 'site', 'time_zone', 'currency'] as const).flatMap((name) =>
    siteLayout.shape[name].safeParse(draft[name]).success
      ? []
      : [{ field: `site-${name}`, rule: fields[name] }],
  )
}

/** What is wrong with the units, each where it stands; one error a field. */
export function unitErrors(drafts: readonly UnitDraft[]): DraftError[] {
  if (drafts.length === 0) return [{ field: 'add-unit', rule: 'no-units' }]
  const units = new Set<string>()
  const beds = new Set<string>()
  return drafts.flatMap(({ id, unit, rooms }) => {
    const errors: DraftError[] = []
    const code = unit.trim()
    if (code === '') errors.push({ field: fieldOf(id, 'code'), rule: 'unit-code' })
    else if (units.has(code)) errors.push({ field: fieldOf(id, 'code'), rule: 'unit-twice', code })
    units.add(code)
    const seen = new Set<string>()
    rooms.forEach(({ room, beds: text }, at) => {
      if (room.trim() === '') errors.push({ field: fieldOf(id, 'room', at), rule: 'room' })
      else if (seen.has(room.trim()))
        errors.push({ field: fieldOf(id, 'room', at), rule: 'room-twice', code: room.trim() })
      seen.add(room.trim())
      let twice: string | undefined
      for (const bed of codesIn(text)) {
        if (beds.has(bed)) twice ??= bed
        beds.add(bed)
      }
      if (twice !== undefined) errors.push({ field: fieldOf(id, 'beds', at), rule: 'bed-twice', code: twice })
    })
    return errors
  })
}

export const bedsIn = (units: Units): number =>
  units.reduce((sum, { rooms }) => sum + rooms.reduce((beds, room) => beds + room.beds.length, 0), 0)
