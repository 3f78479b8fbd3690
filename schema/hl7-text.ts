/** How text is written into an HL7 v2 message (chapter 2, "Use of escape sequences in text fields"). Pure. */

/** The characters that divide a message, which it says itself in MSH-1 and MSH-2. */
export interface Delimiters {
  field: string
  component: string
  repetition: string
  escape: string
  subcomponent: string
}

/** |^~\&, as nearly everyone uses them. */
export const usualDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
}

/** Text in which none of the delimiters, nor a line break, stands bare. */
export function encodeEscapes(text: string, delimiters: Delimiters): string {
  const { field, component, repetition, escape, subcomponent } = delimiters
  const codes = new Map([
    [field, 'F'],
    [component, 'S'],
    [subcomponent, 'T'],
    [repetition, 'R'],
    [escape, 'E'],
    ['\r', 'X0D'],
    ['\n', 'X0A'],
  ])
  return Array.from(text, (character) => {
    const code = codes.get(character)
    return code === undefined ? character : `${escape}${code}${escape}`
  }).join('')
}

/** MSH-10 of a message of ours: the same however often it is sent, so that its receiver knows it again. */
export const outboundControlId = (outboundId: number): string => `WR${outboundId}`
