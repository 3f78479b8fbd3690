/** How much care a unit gives: a bed for somebody who needs intensive care is no bed for somebody who does not. */
import type { UnitKind } from './terms.ts'

/**
 * `ward`: general care overnight; `hdu`, `icu`: high dependency and intensive care; `short`: where nobody is admitted to stay
 * (emergency, theatre, day, clinic, lounge, other), which is no part of a hospital's inpatient beds.
 */
export const levelsOfCare = ['ward', 'hdu', 'icu', 'short'] as const
export type LevelOfCare = (typeof levelsOfCare)[number]

/** Levels of care that make up the inpatient beds. */
export const inpatientLevels = ['ward', 'hdu', 'icu'] as const satisfies readonly LevelOfCare[]

const levelOf: Record<UnitKind, LevelOfCare> = {
  icu: 'icu',
  hdu: 'hdu',
  medical: 'ward',
  surgical: 'ward',
  paediatric: 'ward',
  maternity: 'ward',
  // Counted apart from adults' intensive care, whatever its cots can do: nobody else can be put into one.
  neonatal: 'ward',
  psychiatric: 'ward',
  rehabilitation: 'ward',
  emergency: 'short',
  day: 'short',
  theatre: 'short',
  clinic: 'short',
  lounge: 'short',
  other: 'short',
}

export const levelOfCare = (kind: UnitKind): LevelOfCare => levelOf[kind]
