/**
 * What a label printer that speaks ZPL II prints of a patient: a wristband (25.4 x 279 mm), and labels (50.8 x 25.4 mm). Pure.
 * Its own font has Latin letters alone; who is written otherwise is printed from the page.
 */
export interface PatientFacts {
  /** "Okafor, Amara" */
  name: string
  mrn: string
  /** What is said beside them: born, sex, the hospital. */
  lines: readonly string[]
}

/** Dots a millimetre: 203 dpi and 300 dpi. */
export const printerDots = ['8', '12'] as const
export type PrinterDots = (typeof printerDots)[number]

const BAND = { width: 25.4, length: 279, begin: 70 }
const LABEL = { width: 50.8, height: 25.4 }

export function wristbandZpl({ name, mrn, lines }: PatientFacts, dots: PrinterDots): string {
  const at = (mm: number) => Math.round(mm * Number(dots))
  const square = (y: number) => `^FO${at(5)},${at(y)}^BQN,2,${Number(dots) * 0.75}^FH^FDMA,${said(mrn)}^FS`
  /** Along the band, its letters upright towards the right edge. */
  const line = (x: number, height: number, text: string) =>
    `^FO${at(x)},${at(BAND.begin + 20)}^A0R,${at(height)},${at(height * 0.9)}^FH^FD${said(text)}^FS`
  return sheet(at(BAND.width), at(BAND.length), [
    square(BAND.begin),
    line(16.5, name.length > 28 ? 4.5 : 6, name),
    line(11, 4.2, mrn),
    ...lines.slice(0, 2).map((text, n) => line(6.2 - n * 4.4, 3.6, text)),
    square(BAND.begin + 120),
  ])
}

export function labelsZpl({ name, mrn, lines }: PatientFacts, dots: PrinterDots, copies: number): string {
  const at = (mm: number) => Math.round(mm * Number(dots))
  const line = (y: number, height: number, text: string) =>
    `^FO${at(2)},${at(y)}^A0N,${at(height)},${at(height * 0.9)}^FH^FD${said(text)}^FS`
  return sheet(at(LABEL.width), at(LABEL.height), [
    line(1.5, name.length > 24 ? 3.2 : 4.2, name),
    ...lines.slice(0, 2).map((text, n) => line(6.4 + n * 3.4, 2.8, text)),
    `^FO${at(2)},${at(13.6)}^BY${Number(dots) / 4}^BCN,${at(7)},N,N,N,A^FH^FD${said(mrn)}^FS`,
    line(21.4, 3, mrn),
    `^PQ${copies}`,
  ])
}

const sheet = (width: number, length: number, fields: readonly string[]): string =>
  ['^XA', '^CI28', `^PW${width}`, `^LL${length}`, ...fields, '^XZ', ''].join('\n')

/** No name is a command: what the printer would take for one is said by its bytes in UTF-8 (`^FH`). */
const said = (text: string): string =>
  Array.from(text, (letter) =>
    /[\^~_\\]|\p{C}/u.test(letter)
      ? Array.from(new TextEncoder().encode(letter), (byte) => `_${byte.toString(16).padStart(2, '0')}`).join(
          '',
        )
      : letter,
  ).join('')
