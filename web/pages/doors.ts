/** Every page one may go to, by what it is for: its address, its sign, its name, and what it is good for. */
import Ambulance from '@lucide/svelte/icons/ambulance'
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right'
import ClipboardList from '@lucide/svelte/icons/clipboard-list'
import BedDouble from '@lucide/svelte/icons/bed-double'
import Gauge from '@lucide/svelte/icons/gauge'
import HeartPulse from '@lucide/svelte/icons/heart-pulse'
import House from '@lucide/svelte/icons/house'
import IdCard from '@lucide/svelte/icons/id-card'
import Inbox from '@lucide/svelte/icons/inbox'
import Monitor from '@lucide/svelte/icons/monitor'
import Braces from '@lucide/svelte/icons/braces'
import KeyRound from '@lucide/svelte/icons/key-round'
import ScrollText from '@lucide/svelte/icons/scroll-text'
import Siren from '@lucide/svelte/icons/siren'
import Ticket from '@lucide/svelte/icons/ticket'
import Users from '@lucide/svelte/icons/users'
import Shapes from '@lucide/svelte/icons/shapes'
import Hospital from '@lucide/svelte/icons/hospital'
import Radio from '@lucide/svelte/icons/radio'
import type { TextKey } from '../lib/i18n/en.ts'

export type Door = [path: string, Icon: typeof Monitor, name: TextKey, explain: TextKey]

/** Where people work. */
export const consoles: Door[] = [
  ['/beds', BedDouble, 'place.beds', 'home.beds.explain'],
  ['/admissions', IdCard, 'place.admissions', 'home.admissions.explain'],
  ['/capacity', Gauge, 'place.capacity', 'home.capacity.explain'],
  ['/flow', ArrowLeftRight, 'place.flow', 'home.flow.explain'],
  ['/huddle', Users, 'place.huddle', 'home.huddle.explain'],
  ['/tasks', ClipboardList, 'place.tasks', 'home.tasks.explain'],
  ['/ed', Ambulance, 'place.ed', 'home.ed.explain'],
  ['/clinic', Ticket, 'place.clinic', 'home.clinic.explain'],
  ['/obs', HeartPulse, 'place.obs', 'home.obs.explain'],
  ['/inbox', Inbox, 'place.inbox', 'home.inbox.explain'],
  ['/devices', Radio, 'place.devices', 'home.devices.explain'],
]
/** What hangs on a wall. */
export const walls: Door[] = [
  ['/wall/beds', Monitor, 'place.bed-wall', 'home.wall.explain'],
  ['/wall/house', House, 'place.house-wall', 'home.house.explain'],
  ['/wall/flow', Monitor, 'place.flow-wall', 'home.flow-wall.explain'],
  ['/wall/ed', Monitor, 'place.ed-wall', 'home.ed-wall.explain'],
  ['/wall/tokens', Monitor, 'place.tokens-wall', 'home.tokens-wall.explain'],
]
/** What keeps the house. */
export const behind: Door[] = [
  ['/admin/walls', Monitor, 'walls.title', 'home.walls.explain'],
  ['/emergency', Siren, 'emergency.title', 'emergency.home'],
  ['/admin/audit', ScrollText, 'audit.title', 'audit.explain'],
  ['/admin/people', Users, 'people.title', 'people.explain'],
  ['/admin/tokens', KeyRound, 'tokens.title', 'tokens.explain'],
  ['/setup', Hospital, 'place.setup', 'home.setup.explain'],
  ['/api/docs', Braces, 'place.api', 'home.api.explain'],
  ['/parts', Shapes, 'place.parts', 'home.parts.explain'],
]
