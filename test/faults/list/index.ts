/** Every fault there is. A new one is a file and a line here; one bench of a kind serves all of its kind, in this order. */
import type { Fault } from '../fault.ts'
import { serverKilled } from './f01-server-killed.ts'
import { oneOfTwoKilled } from './f02-one-of-two-killed.ts'
import { postgresRestarted } from './f03-postgres-restarted.ts'
import { failover } from './f04-failover.ts'
import { brokerGone } from './f05-broker-gone.ts'
import { redisGone } from './f06-redis-gone.ts'
import { databaseSilent } from './f07-database-silent.ts'
import { partition } from './f08-partition.ts'
import { flapping } from './f09-flapping.ts'
import { readersThatDoNotRead } from './f10-readers-that-do-not-read.ts'
import { restartStorm } from './f11-restart-storm.ts'
import { clockWrong } from './f12-clock-wrong.ts'
import { diskFull, diskFullAtOnce } from './f13-disk-full.ts'
import { slotLost } from './f14-slot-lost.ts'
import { disorderFromDevices } from './f15-disorder-from-devices.ts'
import { garbageFromDevices } from './f16-garbage-from-devices.ts'
import { garbageInHl7 } from './f17-garbage-in-hl7.ts'
import { orderAndCancels } from './f18-order-and-cancels.ts'
import { yesterdayAgain } from './f19-yesterday-again.ts'
import { soak } from './f21-soak.ts'
import { oneAfterTheOther } from './f22-one-after-the-other.ts'
import { toldToStop } from './f22-told-to-stop.ts'
import { schemaMovesOn } from './f23-schema-moves-on.ts'
import { backupUnderLoad } from './f24-backup-under-load.ts'
import { allAtOnce, frozen } from './f25-all-at-once.ts'
import { shownOut } from './s02-shown-out.ts'

export const faults: readonly Fault[] = [
  serverKilled,
  frozen,
  ...postgresRestarted,
  ...brokerGone,
  ...databaseSilent,
  flapping,
  readersThatDoNotRead,
  restartStorm,
  clockWrong,
  diskFull,
  diskFullAtOnce,
  slotLost,
  disorderFromDevices,
  garbageFromDevices,
  garbageInHl7,
  orderAndCancels,
  yesterdayAgain,
  soak,
  toldToStop,
  allAtOnce,
  shownOut,
  oneOfTwoKilled,
  redisGone,
  ...partition,
  oneAfterTheOther,
  schemaMovesOn,
  backupUnderLoad,
  ...failover, // last: what led before is gone after it
]
