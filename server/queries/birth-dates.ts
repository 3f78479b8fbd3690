/** The birth dates a search may mean: "1980-02-29", "29.2.1980", "29/02/1980"; where the month may stand first, both. Pure. */
export function birthDatesIn(find: string): string[] {
  const text = find.trim()
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dates([text])
  const [, first = '', second = '', year = ''] = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$/.exec(text) ?? []
  if (year === '') return []
  const [a, b] = [first.padStart(2, '0'), second.padStart(2, '0')]
  return dates([`${year}-${b}-${a}`, `${year}-${a}-${b}`])
}

/** Those of them that the calendar has, each once. */
export const dates = (texts: readonly string[]): string[] =>
  [...new Set(texts)].filter((text) => {
    const date = new Date(`${text}T00:00:00Z`)
    return !text.startsWith('0000') && Number.isFinite(date.getTime()) && date.toISOString().startsWith(text)
  })
