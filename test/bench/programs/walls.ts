/**
 * Many walls in one process, each a socket of its own. Arguments: the server, and whether it is ours or bare.
 * Ours: they open the board `beds` of a place, and note when a bed's alarm rings or a bed is blocked. Bare: they join a
 * room, and note what is said of a thing.
 */
import type { Delta, OpenAnswer } from '../../../schema/wire.ts'
import { machineClock } from '../clock.ts'
import { noMoments, note, type Moments } from '../latency.ts'
import { serve } from '../program.ts'
import { LeanWall } from './lean-wall.ts'

/** What to look for in a row of ours. */
export type Kind = 'alarm' | 'blocked'
export interface Place {
  site: string
  unit?: string
}
interface Said {
  thing: string
  on: boolean
}

const [url = '', whose = 'bare'] = process.argv.slice(2)
const clock = machineClock()

interface Wall {
  place: Place
  lean: LeanWall
  seen: Moments
  /** How many beds it was told of, the same bed again included. */
  told: number
  since: { epoch: string; lsn: string } | undefined
}
let walls: Wall[] = []
let kind: Kind | undefined
/** Once read, the same text to other walls of a room need not be read again. */
let read: { text: string; said: Said[]; lsn: string | undefined } = { text: '', said: [], lsn: undefined }

/** So many more walls, these places in turn. @returns bytes of their first answers. */
async function join({ places, count }: { places: readonly Place[]; count: number }): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, nth) => enter(walls, places[nth % places.length] ?? { site: '' })),
  )
  return answers.reduce((sum, answer) => sum + answer.length, 0)
}

/** One wall more; `since`: what it had before. @returns the answer. */
async function enter(among: Wall[], place: Place, since?: Wall['since']): Promise<string> {
  const wall: Wall = {
    place,
    lean: new LeanWall(url, (text) => hear(wall, text)),
    seen: noMoments(),
    told: 0,
    since,
  }
  await wall.lean.connected()
  const answer = await wall.lean.ask(
    whose === 'ours' ? 'board:open' : 'join',
    whose === 'ours' ? { board: 'beds', place, level: 'full', ...(since && { since }) } : place,
  )
  const [opened] = JSON.parse(answer) as [OpenAnswer<'beds'>] // bare walls read it too, and make nothing of it
  if (whose === 'ours') {
    if (!opened.ok) throw new Error(opened.message)
    wall.since = { epoch: opened.epoch, lsn: opened.lsn }
  }
  among.push(wall)
  return answer
}

/** Each wall holds its own picture, as far as it is looked for. @param looked undefined: nothing is noted, only counted. */
function watch(looked: Kind | undefined): void {
  kind = looked
  for (const wall of walls) {
    wall.seen = noMoments()
    wall.told = 0
  }
}

function hear(wall: Wall, text: string): void {
  if (text.startsWith('["pulse"')) return
  const at = clock()
  if (read.text !== text) read = { text, ...understood(text) }
  wall.told += read.said.length
  if (wall.since !== undefined && read.lsn !== undefined) wall.since.lsn = read.lsn
  if (kind !== undefined) for (const { thing, on } of read.said) note(wall.seen, bedOf(thing), on, at)
}

function understood(text: string): { said: Said[]; lsn: string | undefined } {
  const event = JSON.parse(text) as ['board:delta', Delta<'beds'>] | ['said', Said[]] // neither server says anything else
  if (event[0] === 'said') return { said: event[1], lsn: undefined }
  const [, { set, to }] = event
  const said = set.map((row) => ({
    thing: row.bed,
    on: kind === 'alarm' ? row.sensor?.exit_alarm_since != null : row.state === 'blocked',
  }))
  return { said, lsn: to }
}

const bedOf = (thing: string): number => Number(thing.slice('bed-'.length))

/** What each wall has seen so far, with where it stands. */
const sights = (): { place: Place; seen: Moments }[] => walls.map(({ place, seen }) => ({ place, seen }))

/** How many beds all walls together were told of. */
const told = (): number => walls.reduce((sum, wall) => sum + wall.told, 0)

/** The latest event that any of them was told, as text. */
const latest = (): string => read.text

/** All walls lose their connection at once. */
function cut(): void {
  for (const { lean } of walls) lean.cut()
}

/**
 * All come again, at once, with what they had.
 * @returns the bytes they were answered, one such answer, and how long it took until the last was right [ms].
 */
async function rejoin(): Promise<{ bytes: number; answer: string; ms: number }> {
  const began = clock()
  const again: Wall[] = []
  const answers = await Promise.all(walls.map(({ place, since }) => enter(again, place, since)))
  walls = again
  const bytes = answers.reduce((sum, answer) => sum + answer.length, 0)
  return { bytes, answer: answers[0] ?? '', ms: clock() - began }
}

const verbs = { join, watch, sights, told, latest, cut, rejoin }
export type Walls = typeof verbs
serve(verbs)
