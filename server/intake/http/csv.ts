/** A line of CSV (RFC 4180). Pure. */

/** Ended by CR LF. A cell that a spreadsheet would take for a formula has ' before it. */
export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value) // -5 is a number, and no formula
  return quoted(harmless(typeof value === 'string' ? value : listed(value)))
}

function listed(value: unknown): string {
  const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object')
  return plain ? value.join(' ') : JSON.stringify(value)
}

/** Spreadsheets run what begins like a formula, also after a tab or a line end (OWASP, CSV injection). */
const harmless = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
