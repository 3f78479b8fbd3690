/**
 * What the mirror holds: which tables, which of their rows, how a row is found. SQL names enter TypeScript in tables/.
 *
 * "Operational" rows are those a screen may need: all places, what is open, what ended lately. The same rule is said
 * twice, as SQL for loading and as `until` for what the log brings, so memory follows the hospital's size and not its history.
 */
import { accessTables, type AccessTables } from './tables/access.ts'
import { clinicTables, type ClinicTables } from './tables/clinics.ts'
import { deviceTables, type DeviceTables } from './tables/devices.ts'
import { dischargeTables, type DischargeTables } from './tables/discharges.ts'
import { emergencyTables, type EmergencyTables } from './tables/emergency.ts'
import { interfaceTables, type InterfaceTables } from './tables/interfaces.ts'
import { jobTables, type JobTables } from './tables/jobs.ts'
import { observationTables, type ObservationTables } from './tables/observations.ts'
import { peopleTables, type PeopleTables } from './tables/people.ts'
import { placementTables, type PlacementTables } from './tables/placement.ts'
import { placeTables, type PlaceTables } from './tables/places.ts'
import { surgeTables, type SurgeTables } from './tables/surge.ts'
import type { Specs } from './tables/kept.ts'

export { FOREVER, isOperational, wholeMinute, type Around, type TableSpec } from './tables/kept.ts'

export interface Tables
  extends
    PlaceTables,
    PeopleTables,
    PlacementTables,
    DischargeTables,
    JobTables,
    DeviceTables,
    InterfaceTables,
    SurgeTables,
    EmergencyTables,
    AccessTables,
    ObservationTables,
    ClinicTables {}
export type TableName = keyof Tables

/** In an order in which a row comes after those it needs. */
export const tables: Specs<Tables> = {
  ...placeTables,
  ...peopleTables,
  ...placementTables,
  ...dischargeTables,
  ...jobTables,
  ...deviceTables,
  ...interfaceTables,
  ...surgeTables,
  ...emergencyTables,
  ...accessTables,
  ...observationTables,
  ...clinicTables,
}

export const tableNames = Object.keys(tables) as TableName[] // the object's own keys, in its order
