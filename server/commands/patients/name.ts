/** A patient's name in one line, family name first, as lists and wristbands have it. */
export const nameOf = ({ family, given }: { family: string; given: string }): string =>
  given === '' ? family : `${family}, ${given}`
