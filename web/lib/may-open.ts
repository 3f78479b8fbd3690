/** For whom a screen is: by the table of rights, as the server goes by it. A screen that would be refused all it asks for says so. */
import { grantsOf } from '../../schema/access/may.ts'
import { mayAsk, mayDo } from '../../schema/access/rights.ts'
import type { Grant, RoleName } from '../../schema/access/roles.ts'

const forWhom: Readonly<Record<string, readonly RoleName[]>> = {
  '/encounter': mayAsk.encounter,
  '/admissions': mayDo['patients/register'],
  '/wristband': mayAsk.patient,
  '/tasks': mayDo['shifts/begin'],
  '/ed': [...mayDo['ed/describe'], ...mayDo['ed/set-rules']],
  '/clinic': mayDo['clinics/take'],
  '/obs': mayDo['observations/record'],
  '/inbox': mayAsk.message,
  '/devices': mayAsk['devices-heard'],
  '/setup': mayDo['hospital/lay-out'],
  '/admin/people': mayAsk.people,
  '/admin/audit': mayAsk.audit,
  '/emergency': mayDo['emergency/open'],
  '/admin/tokens': mayAsk.tokens,
  '/admin/walls': mayAsk.walls,
}

/** Those whose screen it is; undefined: whoever is signed in. */
export const thoseOf = (path: string): readonly RoleName[] | undefined => forWhom[path]

export function mayOpen(path: string, grants: readonly Grant[]): boolean {
  const roles = thoseOf(path)
  return roles === undefined || grantsOf(grants, roles).length > 0
}
