/** Every screen and its address. */
import type { Component } from 'svelte'
import BedWall from './walls/BedWall.svelte'

export const screens: Record<string, Component | undefined> = {
  '/wall/beds': BedWall,
}
