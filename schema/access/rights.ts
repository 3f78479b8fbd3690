/**
 * Who may do, see and ask what: the table from which everything follows (routes, commands, boards, rooms, exports, search,
 * counts). The compiler demands a line for each command, board and query; a role not named in it may not.
 */
import type { BoardName } from '../boards/index.ts'
import type { CommandName } from '../commands/index.ts'
import type { QueryName } from '../queries.ts'
import type { PrivacyLevel } from '../terms.ts'
import { roleNames, type RoleName } from './roles.ts'

const flow: readonly RoleName[] = ['bed-manager', 'registrar', 'nurse']
const ward: readonly RoleName[] = ['bed-manager', 'nurse']
const nursing: readonly RoleName[] = ['nurse']
const beds: readonly RoleName[] = ['bed-manager']
const desk: readonly RoleName[] = ['registrar', 'bed-manager']
const cleaning: readonly RoleName[] = ['bed-manager', 'nurse', 'cleaner']
const carrying: readonly RoleName[] = ['bed-manager', 'nurse', 'porter']
const shifts: readonly RoleName[] = ['bed-manager', 'nurse', 'cleaner', 'porter']
const setting: readonly RoleName[] = ['administrator']
const auditing: readonly RoleName[] = ['auditor', 'administrator']
const wiring: readonly RoleName[] = ['integrator', 'administrator']

export const mayDo: Record<CommandName, readonly RoleName[]> = {
  'patients/register': flow,
  'patients/update': flow,
  'patients/merge': desk,
  'patients/unmerge': desk,
  'patients/note-insurance': desk,
  'patients/end-insurance': desk,
  'patients/note-consent': flow,
  'patients/link': desk,
  'patients/unlink': desk,
  'patients/change-identifier': desk,

  'admissions/admit': flow,
  'admissions/transfer': flow,
  'admissions/swap': ward,
  'admissions/discharge': flow,
  'admissions/plan-discharge': ward,
  'admissions/reclassify': flow,
  'admissions/cancel-admit': flow,
  'admissions/cancel-transfer': flow,
  'admissions/cancel-discharge': flow,

  'visits/pre-admit': flow,
  'visits/reschedule': flow,
  'visits/cancel': flow,
  'visits/renumber': desk,
  'visits/move': desk,
  'visits/leave': ward,
  'visits/return': ward,
  'visits/cancel-leave': ward,
  'visits/cancel-return': ward,

  'beds/block': ward,
  'beds/unblock': ward,
  'beds/reserve': ward,
  'beds/release': ward,
  'beds/staff': ward,

  'placement/request': flow,
  'placement/change': flow,
  'placement/ready': flow,
  'placement/assign': beds,
  'placement/decline': ward,
  'placement/cancel-decline': ward,
  'placement/cancel': flow,
  'placement/reopen': flow,
  'placement/send': ward,
  'placement/set-precaution': ward,
  'placement/end-precaution': ward,

  'discharges/order': ward,
  'discharges/unorder': ward,
  'discharges/ready': ward,
  'discharges/not-ready': ward,
  'discharges/raise-barrier': ward,
  'discharges/change-barrier': ward,
  'discharges/clear-barrier': ward,
  'discharges/cancel-barrier': ward,
  'discharges/no-criteria': ward,
  'discharges/meets-criteria': ward,
  'discharges/to-lounge': ward,

  'cleaning/ask': ward,
  'cleaning/assign': cleaning,
  'cleaning/start': cleaning,
  'cleaning/pause': cleaning,
  'cleaning/resume': cleaning,
  'cleaning/finish': cleaning,
  'cleaning/inspect': ward,
  'cleaning/prioritise': ward,
  'cleaning/cancel': ward,

  'porters/ask': carrying,
  'porters/assign': carrying,
  'porters/start': carrying,
  'porters/pause': carrying,
  'porters/resume': carrying,
  'porters/finish': carrying,
  'porters/prioritise': ward,
  'porters/cancel': ward,

  'shifts/begin': shifts,
  'shifts/end': shifts,

  'surge/declare': beds,
  'surge/set-rules': setting,
  'surge/set-cards': setting,

  'devices/register': setting,
  'devices/attach-tag': ward,
  'devices/detach-tag': ward,
  'devices/give-badge': setting,

  'credentials/issue': setting,
  'credentials/revoke': setting,
  'credentials/claim': setting,
  'credentials/issue-token': setting,
  'credentials/revoke-token': setting,

  'walls/pair': setting,
  'walls/turn-away': setting,
  'walls/assign': setting,
  'walls/blank': setting,
  'walls/mute': setting,
  'walls/revoke': setting,

  'observations/record': nursing,
  'observations/cancel': nursing,
  'observations/confirm': nursing,
  'observations/set-scale': nursing,
  'observations/set-pregnant': nursing,
  'observations/set-frequency': nursing,
  'observations/set-rules': setting,

  'hospital/lay-out': setting,
  'hospital/mask-names': setting,
  'hospital/set-sender': wiring,
  'people/invite': setting,
  'people/grant': setting,
  'people/revoke-grant': setting,
  'people/disable': setting,
  'people/enable': setting,
  'people/end-sessions': setting,
  'people/reset-factors': setting,
  'people/require-factor': setting,
  'people/map-group': setting,
  'people/unmap-group': setting,

  'ed/announce-ambulance': flow,
  'ed/expect-ambulance': flow,
  'ed/ambulance-arrived': flow,
  'ed/hand-over': flow,
  'ed/cancel-ambulance': flow,
  'ed/undo-ambulance': flow,
  'ed/arrive': flow,
  'ed/describe': flow,
  'ed/triage': ward,
  'ed/seen': ward,
  'ed/decide': ward,
  'ed/leave-unseen': flow,
  'ed/undo': ward,
  'ed/set-rules': setting,
  'ed/set-attendings': ward,

  'clinics/set-clinic': setting,
  'clinics/take': flow,
  'clinics/new-slip': flow,
  'clinics/call-next': flow,
  'clinics/call': flow,
  'clinics/come-in': flow,
  'clinics/finish': flow,
  'clinics/absent': flow,
  'clinics/leave': flow,
  'clinics/put-back': flow,
  'clinics/transfer': flow,
  'clinics/prioritise': flow,

  'emergency/open': flow,
  'emergency/close': flow,
  'emergency/review': auditing,

  'history/import': wiring,
  'interfaces/map-location': wiring,
  'interfaces/unmap-location': wiring,
  'interfaces/set-receiver': wiring,
  'interfaces/set-webhook': wiring,
  'interfaces/renew-secret': wiring,
  'interfaces/send-test': wiring,
  'interfaces/resend': wiring,
  'interfaces/skip': wiring,
}

type Sight = Partial<Record<RoleName, PrivacyLevel>>

/** Those who see what is the hospital's, and of people at most that they are there. */
const places: Sight = {
  administrator: 'corridor',
  technician: 'corridor',
  storekeeper: 'corridor',
  cashier: 'corridor',
  executive: 'corridor',
  integrator: 'corridor',
  auditor: 'corridor',
  cleaner: 'corridor',
  porter: 'corridor',
  wall: 'secured',
}
const care: Sight = { ...places, 'bed-manager': 'full', nurse: 'full', registrar: 'full' }
/** What was found at a bed is its nurse's; who runs the beds sees the score. */
const bedside: Sight = { ...places, nurse: 'full', 'bed-manager': 'secured', registrar: 'corridor' }
/** Who carries and cleans is told whom and for whom; whose wristband matches is seen at the bed. */
const work: Sight = { ...care, cleaner: 'full', porter: 'full' }
const wires: Sight = { integrator: 'full', administrator: 'full' }

export const maySee: Record<BoardName, Sight> = {
  beds: care,
  units: care,
  capacity: care,
  admissions: care,
  surge: { ...care, administrator: 'full', executive: 'full' },
  discharges: care,
  placements: care,
  ed: care,
  ambulances: care,
  crowding: care,
  jobs: work,
  turns: work,
  observations: bedside,
  clinics: care,
  devices: { ...places, 'bed-manager': 'full', nurse: 'full', registrar: 'corridor', ...wires },
  inbox: wires,
  outbound: wires,
}

const everyone = roleNames
const people = everyone.filter((role) => role !== 'wall')

export const mayAsk: Record<QueryName, readonly RoleName[]> = {
  sites: everyone,
  people: setting,
  walls: setting,
  tokens: setting,
  audit: auditing,
  'audit-state': auditing,
  'bed-story': flow,
  patients: flow,
  duplicates: flow,
  patient: flow,
  expected: flow,
  waiting: flow,
  encounter: flow,
  reveal: flow,
  shifts: people,
  device: [...ward, ...wiring],
  'devices-heard': [...ward, ...wiring],
  doors: [...wiring],
  locations: wiring,
  message: wiring,
  senders: wiring,
  receivers: wiring,
  'receiver-reached': wiring,
}

/** What is neither a command, nor a board, nor a query. */
export const mayElse = {
  /** Quarantined messages taken up again. */
  replay: wiring,
  /** Which screens there are, and telling them something. */
  screens: setting,
  /** The server's own figures, for who is not at its machine. */
  metrics: setting,
  /** What befalls the demo hospital. */
  demo: people,
} as const satisfies Record<string, readonly RoleName[]>
export type OtherRight = keyof typeof mayElse
