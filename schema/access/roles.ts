/** What somebody is at a place: the roles there are, and a grant of one. */
import { z } from 'zod'
import { placeCode, siteCode, type Place } from '../terms.ts'

export const roleNames = [
  'administrator',
  'bed-manager',
  'nurse',
  'registrar',
  'cleaner',
  'porter',
  'technician',
  'storekeeper',
  'cashier',
  'executive',
  'integrator',
  'auditor',
  /** What hangs on a wall: it looks, and does nothing. Never a person's. */
  'wall',
] as const
export const roleName = z.enum(roleNames)
export type RoleName = z.infer<typeof roleName>

/** Those whose work may be one unit's alone. The others serve a whole site, or all. */
export const roleOfUnit: ReadonlySet<RoleName> = new Set(['nurse', 'cleaner', 'porter', 'registrar', 'wall'])

/** A role at a place: null site, everywhere; null unit, the whole site. */
export const grant = z
  .object({ role: roleName, site: siteCode.nullable(), unit: placeCode.nullable() })
  .strict()
  .refine(({ site, unit }) => unit === null || site !== null, {
    path: ['site'],
    message: 'a unit has a site',
  })
  .refine(({ role, unit }) => unit === null || roleOfUnit.has(role), {
    path: ['unit'],
    message: 'this role is a whole site’s',
  })
export type Grant = z.infer<typeof grant>

/** Where a thing is: in a unit, or (null) of a site as a whole; or (null) of none, which only those learn of who are everywhere. */
export interface Whereabouts {
  site: string | null
  unit: string | null
}

/** Everywhere: what is not of any site. */
export const isEverywhere = ({ site }: Grant): boolean => site === null

/** Whether a grant holds where a thing is. What is a whole site's is also of those who work in one of its units. */
export const holdsAt = (grant: Grant, at: Whereabouts): boolean =>
  grant.site === null ||
  (grant.site === at.site && (grant.unit === null || at.unit === null || grant.unit === at.unit))

/** Whether a grant holds for all of a place that is looked at. */
export const holdsForAll = (grant: Grant, { site, unit }: Place): boolean =>
  grant.site === null || (grant.site === site && (grant.unit === null || grant.unit === unit))
