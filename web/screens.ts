/** Every screen and its address. */
import type { Component } from 'svelte'
import Beds from './consoles/Beds.svelte'
import Encounter from './consoles/Encounter.svelte'
import Huddle from './consoles/huddle/Huddle.svelte'
import Admissions from './consoles/admissions/Admissions.svelte'
import Capacity from './consoles/capacity/Capacity.svelte'
import Ed from './consoles/ed/Ed.svelte'
import Clinic from './consoles/clinic/Clinic.svelte'
import Devices from './consoles/devices/Devices.svelte'
import Audit from './consoles/audit/Audit.svelte'
import Emergency from './consoles/emergency/Emergency.svelte'
import Flow from './consoles/flow/Flow.svelte'
import Inbox from './consoles/Inbox.svelte'
import Unit from './consoles/unit/Unit.svelte'
import Obs from './consoles/observations/Obs.svelte'
import Tasks from './consoles/tasks/Tasks.svelte'
import People from './consoles/people/People.svelte'
import Tokens from './consoles/tokens/Tokens.svelte'
import Walls from './consoles/walls/Walls.svelte'
import ApiDocs from './pages/ApiDocs.svelte'
import Labels from './pages/labels/Labels.svelte'
import Wristband from './pages/labels/Wristband.svelte'
import Home from './pages/Home.svelte'
import Parts from './pages/Parts.svelte'
import Me from './pages/me/Me.svelte'
import ByLink from './pages/sign-in/ByLink.svelte'
import MyToken from './pages/token/MyToken.svelte'
import Setup from './pages/setup/Setup.svelte'
import BedWall from './walls/BedWall.svelte'
import EdWall from './walls/EdWall.svelte'
import FlowWall from './walls/FlowWall.svelte'
import HouseWall from './walls/HouseWall.svelte'
import TokensWall from './walls/TokensWall.svelte'
import WallDoor from './walls/WallDoor.svelte'

/** `*` stands for what is last in a path: the code of a unit. */
export const screens: Record<string, Component | undefined> = {
  '/': Home,
  '/wall': WallDoor,
  '/wall/beds': BedWall,
  '/wall/house': HouseWall,
  '/wall/ed': EdWall,
  '/wall/flow': FlowWall,
  '/wall/tokens': TokensWall,
  '/beds': Beds,
  '/admissions': Admissions,
  '/capacity': Capacity,
  '/flow': Flow,
  '/unit/*': Unit,
  '/huddle': Huddle,
  '/encounter': Encounter,
  '/tasks': Tasks,
  '/obs': Obs,
  '/ed': Ed,
  '/labels': Labels,
  '/wristband': Wristband,
  '/inbox': Inbox,
  '/clinic': Clinic,
  '/devices': Devices,
  '/setup': Setup,
  '/admin/people': People,
  '/admin/audit': Audit,
  '/emergency': Emergency,
  '/admin/tokens': Tokens,
  '/admin/walls': Walls,
  '/me': Me,
  '/token': MyToken,
  '/welcome': ByLink,
  '/setup-admin': ByLink,
  '/parts': Parts,
  '/api/docs': ApiDocs,
}

/** Addresses of before. */
export const moved: Readonly<Record<string, string | undefined>> = { '/screens': '/admin/walls' }

/** What shows nothing of any hospital: whoever comes may look. */
export const isOpen = (path: string): boolean => OPEN.has(path)
const OPEN = new Set(['/api/docs', '/parts', '/welcome', '/setup-admin', '/wall', '/token'])

/** The screen of a path; undefined: there is none. */
export const screenAt = (path: string): Component | undefined =>
  screens[path] ?? screens[path.replace(/[^/]+$/, '*')]
