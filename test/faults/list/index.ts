/** Every fault there is. A new one is a file and a line here; one bench of a kind serves all of its kind, in this order. */
import type { Fault } from '../fault.ts'
import { serverKilled } from './f01-server-killed.ts'
import { postgresRestarted } from './f03-postgres-restarted.ts'
import { brokerGone } from './f05-broker-gone.ts'
import { databaseSilent } from './f07-database-silent.ts'
import { flapping } from './f09-flapping.ts'
import { readersThatDoNotRead } from './f10-readers-that-do-not-read.ts'
import { restartStorm } from './f11-restart-storm.ts'
import { toldToStop } from './f22-told-to-stop.ts'

export const faults: readonly Fault[] = [
  serverKilled,
  ...postgresRestarted,
  ...brokerGone,
  ...databaseSilent,
  flapping,
  readersThatDoNotRead,
  restartStorm,
  toldToStop,
]
