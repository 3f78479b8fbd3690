/** Everything that is measured. A measure is one file and its line here. */
import type { Measure } from '../measure.ts'
import { backlog } from './backlog.ts'
import { ceiling } from './ceiling.ts'
import { coldStart } from './cold-start.ts'
import { commitToWall } from './commit-to-wall.ts'
import { delivered } from './delivered.ts'
import { deviceToWall } from './device-to-wall.ts'
import { memory } from './memory.ts'
import { moreBeds } from './more-beds.ts'
import { moreWalls } from './more-walls.ts'
import { rejoin } from './rejoin.ts'
import { wallPage } from './wall-page.ts'

export const measures: readonly Measure[] = [
  deviceToWall,
  commitToWall,
  ...delivered,
  memory,
  ceiling,
  backlog,
  moreWalls,
  moreBeds,
  rejoin,
  wallPage,
  coldStart,
]
