/** Those who look: a real page in a real Chromium, and a bare Socket.IO client. Both note what they see, and when. */
import { once } from 'node:events'
import type { Browser } from '@playwright/test'
import { io, type Socket } from 'socket.io-client'
import type { BedRow } from '../../schema/boards/beds.ts'
import type { ClientToServer, Delta, ServerToClient } from '../../schema/wire.ts'
import { until } from '../support/until.ts'
import { machineClock } from './clock.ts'
import { noteChanges } from './note-changes.ts'
import type { Moment } from './latency.ts'

/** What a bed was seen to do: its alarm rings or not, it is blocked or not, or (bare) it is said to be on or off. */
export type Kind = 'alarm' | 'blocked' | 'said'
type Sight = Moment & { kind: Kind }

export interface Watcher {
  name: 'DOM' | 'socket'
  /** What it has seen of one kind since it was last asked. */
  taken(kind: Kind): Promise<Moment[]>
  close(): Promise<void>
}

/** A page that notes each change of a bed in its document, at the moment a MutationObserver is told of it. `beds`: tiles to wait for. */
export async function watchingPage(browser: Browser, url: string, beds: number): Promise<Watcher> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await page.addInitScript(noteChanges)
  await page.goto(url)
  await until(async () => (await page.locator('.tile[data-bed]').count()) === beds, {
    what: `${beds} beds on one page of the wall`,
    timeoutMs: 20_000,
  })
  return {
    name: 'DOM',
    taken: async (kind) => ofKind(await page.evaluate<Sight[]>('taken()'), kind),
    close: () => page.close(),
  }
}

/** A client that opens the beds of a site as a screen does, and draws nothing. */
export async function watchingSocket(url: string, site: string): Promise<Watcher> {
  const clock = machineClock()
  const socket: Socket<ServerToClient, ClientToServer> = io(url, { transports: ['websocket'] })
  const seen = sightings(socket)
  const before = new Map<string, string>()
  const look = (rows: BedRow[]): void => {
    const at = clock()
    for (const row of rows) {
      for (const [kind, now] of [
        ['alarm', row.sensor?.exit_alarm_since != null],
        ['blocked', row.state === 'blocked'],
      ] as const) {
        const value = now ? 'on' : 'off'
        if (before.get(`${kind} ${row.bed}`) !== value) seen.note({ kind, thing: row.bed, value, at })
        before.set(`${kind} ${row.bed}`, value)
      }
    }
  }
  socket.on('board:delta', (delta) => look((delta as Delta<'beds'>).set)) // it opens no other board
  await once(socket as unknown as NodeJS.EventEmitter, 'connect') // the browser's emitter has the same on/once
  const opened = await socket.emitWithAck('board:open', { board: 'beds', place: { site }, level: 'full' })
  if (!opened.ok) throw new Error(opened.message)
  if ('rows' in opened) look(opened.rows as BedRow[]) // the board asked for
  await seen.watcher.taken('alarm')
  return seen.watcher
}

/** The same for the bare server. */
export async function watchingBareSocket(url: string): Promise<Watcher> {
  const clock = machineClock()
  const socket: Socket<{ said: (said: { thing: string; value: string }) => void }> = io(url, {
    transports: ['websocket'],
  })
  const seen = sightings(socket)
  socket.on('said', (said) => seen.note({ kind: 'said', ...said, at: clock() }))
  await once(socket as unknown as NodeJS.EventEmitter, 'connect')
  return seen.watcher
}

function sightings(socket: { close(): unknown }): { note(sight: Sight): void; watcher: Watcher } {
  let sights: Sight[] = []
  return {
    note: (sight) => void sights.push(sight),
    watcher: {
      name: 'socket',
      taken: async (kind) => {
        const all = sights
        sights = []
        return ofKind(all, kind)
      },
      close: async () => void socket.close(),
    },
  }
}

const ofKind = (sights: readonly Sight[], kind: Kind): Moment[] =>
  sights.filter((sight) => sight.kind === kind)
