/** What every component of a page may need: handed down by context, so that a test can hand down its own. */
import { createContext } from 'svelte'
import type { Clock } from './clock.svelte.ts'
import type { Device } from './device.svelte.ts'
import type { Hospital } from './hospital.svelte.ts'
import type { Link } from './link.svelte.ts'
import type { Me } from './me.svelte.ts'
import type { Route } from './route.svelte.ts'
import type { Speech } from './i18n/speech.svelte.ts'
import type { Revealed } from './revealed.svelte.ts'
import type { OwnWall } from './own-wall.svelte.ts'

export interface Here {
  link: Link
  clock: Clock
  route: Route
  device: Device
  hospital: Hospital
  me: Me
  speech: Speech
  /** Names that this console masks and somebody has revealed on it. */
  revealed: Revealed
  /** What this screen is, when it is a wall. */
  wall: OwnWall
}

export const [here, setHere] = createContext<Here>()
