/** How much happens at the bench: who is there, and how often they do something. */

export const SITE = 'gh'
/** Beds whose patients come and go by HL7; the rest is for people at consoles. */
export const HL7_UNITS = 8
export const UNITS = 10
/** The first bed of every unit belongs to nobody: the bench writes to it, and looks when each wall shows it. */
export const MARK = 1

export interface Load {
  bedsPerUnit: number
  /** All sensors together, a second. */
  readings: number
  /** Each of two sending systems, a second. */
  messages: number
  /** Each of four people, a second. */
  commands: number
  /** Walls of one unit each, and of the whole house. */
  unitWalls: number
  houseWalls: number
}

/** RELIABILITY's burst is `full`; the others are for machines and hours that have other things to do. */
export const loads = {
  full: { bedsPerUnit: 30, readings: 300, messages: 25, commands: 5, unitWalls: 40, houseWalls: 10 },
  usual: { bedsPerUnit: 30, readings: 100, messages: 8, commands: 3, unitWalls: 20, houseWalls: 4 },
  small: { bedsPerUnit: 12, readings: 60, messages: 5, commands: 2, unitWalls: 10, houseWalls: 2 },
} as const satisfies Record<string, Load>

export const unitCode = (unit: number): string => `U${unit}`
export const bedCode = (unit: number, bed: number): string => `U${unit}-${bed}`
export const isMark = (bed: string): boolean => bed.endsWith(`-${MARK}`)
export const sensorCode = (unit: number, bed: number): string => `u${unit}-${bed}`
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth + 1)
