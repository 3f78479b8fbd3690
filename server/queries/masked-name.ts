/** A patient as a question beside the boards answers them: masked where consoles mask them. */
import { isMasked, type NameMask } from '../../schema/names.ts'
import { fullName } from '../../schema/person-name.ts'
import type { privacyWish } from '../../schema/terms.ts'
import type { z } from 'zod'

/** What a query selects of `patient p` and of `site` beside it. */
export const NAME_COLUMNS = 'p.family, p.given, p.privacy, site.names_masked'
export interface NameColumns {
  family: string
  given: string
  privacy: z.infer<typeof privacyWish>
  names_masked: NameMask
}

/** The same row with a name in place of these columns. */
export function withName<R extends NameColumns>(
  row: R,
): Omit<R, keyof NameColumns> & { name: string | null; masked: boolean } {
  const { family, given, privacy, names_masked, ...rest } = row
  const masked = isMasked(privacy, names_masked)
  return { ...rest, name: masked ? null : fullName({ family, given }), masked }
}
