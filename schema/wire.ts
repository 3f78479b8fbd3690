/**
 * The live protocol over Socket.IO. A delta's rows are whole; positions are LSNs, the same on every server.
 * A client at position x applies a delta when `from <= x < to`, drops it when `to <= x`, else opens the board again.
 */
import { z } from 'zod'
import { boardName, type BoardName, type RowOf, type TotalsOf } from './boards/index.ts'
import {
  instant,
  lsn,
  place,
  privacyLevel,
  type Instant,
  type Lsn,
  type Place,
  type PrivacyLevel,
} from './terms.ts'
import type { ScreenDeed, ScreenHere } from './screens.ts'
import type { WallIs } from './walls.ts'

export const openRequest = z
  .object({
    board: boardName,
    place,
    /** The most the screen wants to show. */
    level: privacyLevel,
    /** Catch up from here, if the epoch is still this one. */
    since: z
      .object({ epoch: z.string().max(100), lsn })
      .strict()
      .optional(),
  })
  .strict()
export type OpenRequest = z.infer<typeof openRequest>

export const closeRequest = z.object({ board: boardName, place, level: privacyLevel }).strict()
export type CloseRequest = z.infer<typeof closeRequest>

/** Where a delta belongs: a board at a place at a privacy level. */
export interface RoomName<N extends BoardName = BoardName> {
  board: N
  place: Place
  level: PrivacyLevel
}

/** What was given of what was asked for: no more than whoever asks may see, perhaps of a narrower place. Deltas come under it. */
interface Given {
  place: Place
  level: PrivacyLevel
}

export interface Snapshot<N extends BoardName = BoardName> extends Given {
  ok: true
  epoch: string
  lsn: Lsn
  at: Instant
  rows: RowOf<N>[]
  totals: TotalsOf<N>
}

/** What changed since the position the client had: one delta, absolute rows. */
export interface CatchUp<N extends BoardName = BoardName> extends Given {
  ok: true
  epoch: string
  lsn: Lsn
  at: Instant
  set: RowOf<N>[]
  gone: string[]
  totals: TotalsOf<N>
}

export interface OpenRefusal {
  ok: false
  code: 'invalid-input' | 'not-found' | 'unavailable'
  message: string
}

export type OpenAnswer<N extends BoardName = BoardName> = Snapshot<N> | CatchUp<N> | OpenRefusal

export interface Delta<N extends BoardName = BoardName> extends RoomName<N> {
  from: Lsn
  to: Lsn
  at: Instant
  set: RowOf<N>[]
  gone: string[]
  totals?: TotalsOf<N>
}

/** On the database's disk. `little`: somebody should look. `none`: nothing new is taken. */
export type RoomLeft = 'enough' | 'little' | 'none'

/** Once a second: proof of life, and how far the feed has read. `lag_ms` null: the feed is down. */
export interface Pulse {
  epoch: string
  lsn: Lsn
  at: Instant
  lag_ms: number | null
  /** How many screens this server has: should it go, they come back spread over time. Not said by servers before 0.2. */
  screens?: number
  /** Not said by servers before 0.2. */
  room?: RoomLeft
  /** The demo hospital is running: every screen must say so. */
  demo: boolean
  /** Build of the server; when it changes, screens reload. */
  version: string
}

export interface ClientToServer {
  'board:open': (request: OpenRequest, answer: (opened: OpenAnswer) => void) => void
  'board:close': (request: CloseRequest) => void
  'screen:here': (here: ScreenHere) => void
}
export interface ServerToClient {
  'board:delta': (delta: Delta) => void
  pulse: (pulse: Pulse) => void
  'wall:do': (deed: ScreenDeed) => void
  /** To a wall: what it is given to show. null: it is no wall any more. */
  'wall:is': (wall: WallIs | null) => void
}

export const pulseMs = 1000
/** No pulse for this long: the screen says STALE. */
export const staleAfterMs = 5000

export { instant }
