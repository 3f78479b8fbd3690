/** What is said of a place that was not chosen, at the field that is there for it. */
import type { Speech } from '../../lib/i18n/speech.svelte.ts'

export const noPlace = (say: Speech['say']): { field: string; message: string } => {
  const field = document.getElementById('pick-bed') ? 'pick-bed' : 'to-unit'
  return { field, message: say(field === 'pick-bed' ? 'form.error.bed' : 'desk.error.unit') }
}
