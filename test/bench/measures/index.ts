/** Everything that is measured. A measure is one file and its line here. */
import type { Measure } from '../measure.ts'
import { backlog } from './backlog.ts'
import { commitToWall } from './commit-to-wall.ts'
import { delivered } from './delivered.ts'
import { deviceToWall } from './device-to-wall.ts'
import { memory } from './memory.ts'
import { wallPage } from './wall-page.ts'

export const measures: readonly Measure[] = [
  deviceToWall,
  commitToWall,
  ...delivered,
  backlog,
  memory,
  wallPage,
]
