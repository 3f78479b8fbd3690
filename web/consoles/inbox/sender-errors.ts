/** What is missing or impossible in what was typed of a sender, field by field. Pure. */
import { isTimeZone } from '../../../schema/commands/hospital.ts'

export interface TypedSender {
  application: string
  facility: string
  site: string
  /** Components of PV1-3. */
  unit: string
  bed: string
  timeZone: string
}

export type SenderError = 'application' | 'taken' | 'site' | 'bed' | 'timeZone'

/** @param others the senders that are set; undefined: who it is stands already, and is not asked. */
export function senderErrors(
  { application, facility, site, unit, bed, timeZone }: TypedSender,
  others: readonly { application: string; facility: string }[] | undefined,
): { field: keyof TypedSender; error: SenderError }[] {
  const found: { field: keyof TypedSender; error: SenderError }[] = []
  const taken = (one: { application: string; facility: string }): boolean =>
    one.application === application.trim() && one.facility === facility.trim()
  if (others && application.trim() === '') found.push({ field: 'application', error: 'application' })
  else if (others?.some(taken)) found.push({ field: 'application', error: 'taken' })
  if (site === '') found.push({ field: 'site', error: 'site' })
  if (unit === bed) found.push({ field: 'bed', error: 'bed' })
  if (timeZone.trim() !== '' && !isTimeZone(timeZone.trim()))
    found.push({ field: 'timeZone', error: 'timeZone' })
  return found
}
