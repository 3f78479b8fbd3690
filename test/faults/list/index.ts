/** Every fault there is, in the order of RELIABILITY section 5. A new one is a file and a line here. */
import type { Fault } from '../fault.ts'
import { serverKilled } from './f01-server-killed.ts'
import { postgresRestarted } from './f03-postgres-restarted.ts'
import { brokerGone } from './f05-broker-gone.ts'

export const faults: readonly Fault[] = [serverKilled, ...postgresRestarted, ...brokerGone]
