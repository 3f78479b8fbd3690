/** Everything that is measured. A measure is one file and its line here. */
import type { Measure } from '../measure.ts'
import { commitToWall } from './commit-to-wall.ts'
import { deviceToWall } from './device-to-wall.ts'
import { wallPage } from './wall-page.ts'

export const measures: readonly Measure[] = [deviceToWall, commitToWall, wallPage]
