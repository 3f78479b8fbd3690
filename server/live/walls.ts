/** Walls are told what they are given to show: when they come, whenever it changes in the log, and when they are walls no more. */
import type { DefaultEventsMap, Socket } from 'socket.io'
import type { WallIs } from '../../schema/walls.ts'
import type { ClientToServer, ServerToClient } from '../../schema/wire.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'
import type { Guard } from './guard.ts'
import type { WallHere } from './roll.ts'

type Screen = Socket<ClientToServer, ServerToClient, DefaultEventsMap, { guard?: Guard }>

/** Which wall it is; null: somebody is signed in there, or a program. */
export function wallAt({ data: { guard } }: Screen): WallHere | null {
  if (guard?.viewer.kind !== 'wall') return null
  const { id, grants } = guard.viewer
  return { id, site: grants[0]?.site ?? null }
}

export function tellWall(screen: Screen, mirror: MirrorView | undefined): void {
  const is = asInTheLog(screen, mirror)
  if (is) screen.emit('wall:is', is) // else it is not in the log yet: it is told when it is
}

/** Those of which something changed. */
export function tellWalls(
  screens: Iterable<Screen>,
  changes: readonly Change[],
  mirror: MirrorView | undefined,
): void {
  const changed = new Set(changes.filter(({ table }) => table === 'wall').map(({ key }) => Number(key)))
  if (changed.size === 0) return
  for (const screen of screens) if (changed.has(wallAt(screen)?.id ?? -1)) tellWall(screen, mirror)
}

/** Said before it is cut: it shows nothing from here on, and need not find out by coming back. */
export function tellNoMore(screen: Screen, mirror: MirrorView): void {
  if (wallAt(screen) !== null && !asInTheLog(screen, mirror)) screen.emit('wall:is', null)
}

function asInTheLog(screen: Screen, mirror: MirrorView | undefined): WallIs | undefined {
  const wall = wallAt(screen)
  const row = wall === null ? undefined : mirror?.wall.get(wall.id)
  if (!row) return undefined
  const { revoked_at: _, ...is } = row
  return is
}
