/** Every screen and its address. */
import type { Component } from 'svelte'
import Beds from './consoles/Beds.svelte'
import Inbox from './consoles/Inbox.svelte'
import ApiDocs from './pages/ApiDocs.svelte'
import Home from './pages/Home.svelte'
import Parts from './pages/Parts.svelte'
import BedWall from './walls/BedWall.svelte'

export const screens: Record<string, Component | undefined> = {
  '/': Home,
  '/wall/beds': BedWall,
  '/beds': Beds,
  '/inbox': Inbox,
  '/parts': Parts,
  '/api/docs': ApiDocs,
}
