/**
 * How large letters must be to be read from where people stand. AV practice: the height of a capital, seen from the
 * viewer, subtends 10 arc-minutes at the least, 16 for what must be read, 22 for what is looked for first.
 */

/** Capital height of our typeface, as a part of the font size. */
const CAP_HEIGHT_EM = 0.72
const MM_PER_INCH = 25.4
const RADIANS_PER_ARC_MINUTE = Math.PI / 180 / 60

export interface Viewing {
  /** Diagonal of the screen [inches]. */
  screen: number
  /** From the screen to the farthest reader [m]. */
  distance: number
  /** The page [CSS pixels]. */
  width: number
  height: number
}

/** Font size [CSS px] whose capitals subtend `arcMinutes`. */
export function fontPx(arcMinutes: number, { screen, distance, width, height }: Viewing): number {
  const pxPerMm = Math.hypot(width, height) / (screen * MM_PER_INCH)
  const capMm = distance * 1000 * Math.tan(arcMinutes * RADIANS_PER_ARC_MINUTE)
  return (capMm * pxPerMm) / CAP_HEIGHT_EM
}

/** Arc-minutes that capitals of a font size subtend: the same, the other way round, for checking. */
export function arcMinutes(px: number, { screen, distance, width, height }: Viewing): number {
  const pxPerMm = Math.hypot(width, height) / (screen * MM_PER_INCH)
  return Math.atan((px * CAP_HEIGHT_EM) / pxPerMm / (distance * 1000)) / RADIANS_PER_ARC_MINUTE
}

/** A wall's body text at scale 1 [px]: 16 arc-minutes on 55 inches at 3 m, 1920 x 1080. */
export const BODY_PX = 31

/** What to multiply a wall's type with, so that its body text is 16 arc-minutes. */
export function wallScale(viewing: Viewing): number {
  return fontPx(16, viewing) / BODY_PX
}
