/** A person's name in one line, family name first, as lists and wristbands have it: "Okafor, Amara". */
export function fullName({ family, given }: { family: string; given: string }): string {
  return given === '' ? family : `${family}, ${given}`
}
