/** Every query by its name; the compiler demands one for each query of schema/queries. */
import type { QueryInput, QueryName, QueryResult } from '../../schema/queries.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Database } from '../database/pool.ts'
import { audit, auditState } from './audit.ts'
import { bedStory } from './bed-story.ts'
import { device } from './device.ts'
import { devicesHeard } from './devices-heard.ts'
import { doorsAt } from './doors.ts'
import { duplicates } from './duplicates.ts'
import { encounter } from './encounter.ts'
import { expected } from './expected.ts'
import { locations } from './locations.ts'
import { message } from './message.ts'
import { people } from './people.ts'
import { patient } from './patient.ts'
import { patients } from './patients.ts'
import { reveal } from './reveal.ts'
import { receiverReached } from './receiver-reached.ts'
import { receivers } from './receivers.ts'
import { senders } from './senders.ts'
import { shifts } from './shifts.ts'
import { sites } from './sites.ts'
import { tokens } from './tokens.ts'
import { waiting } from './waiting.ts'
import { walls } from './walls.ts'

/** The answer to a query with checked input; undefined: what is asked for is not there. */
export type Answer<Q extends QueryName> = (
  database: Database,
  input: QueryInput<Q>,
  viewer: Viewer,
) => Promise<QueryResult<Q> | undefined>

export type Answers = { [Q in QueryName]: Answer<Q> }

/** `doors` where they usually are: main.ts, which opens them, says where they really are. */
export const answers: Answers = {
  sites,
  'bed-story': bedStory,
  patients,
  duplicates,
  patient,
  expected,
  waiting,
  locations,
  doors: doorsAt({ hl7_port: 2575, mqtt: { tls: false, host: null, port: 1883 } }),
  message,
  senders,
  receivers,
  'receiver-reached': receiverReached,
  encounter,
  reveal,
  device,
  'devices-heard': devicesHeard,
  shifts,
  people,
  audit,
  'audit-state': auditState,
  walls,
  tokens,
}
