/** What runs in a watched page before anything else does: text, since a page is another world, with another `globalThis`. */
import { machineClock } from './clock.ts'

/** Notes each change of an element that stands for a bed, at the moment a MutationObserver is told of it; `taken()` hands it over. */
export const noteChanges = `{
  const clock = (${machineClock.toString()})()
  let sights = []
  const said = (bed, attribute) => {
    switch (attribute) {
      case 'data-severity': return { kind: 'alarm', value: bed.dataset.severity === 'critical' ? 'on' : 'off' }
      case 'data-state': return { kind: 'blocked', value: bed.dataset.state === 'blocked' ? 'on' : 'off' }
      default: return { kind: 'said', value: bed.textContent }
    }
  }
  new MutationObserver((records) => {
    const at = clock()
    for (const { target, attributeName } of records) {
      const bed = target instanceof Element ? target : target.parentElement
      if (bed?.matches('.tile[data-bed], p[data-bed]')) sights.push({ ...said(bed, attributeName), thing: bed.dataset.bed, at })
    }
  }).observe(document, {
    subtree: true, characterData: true, attributes: true, attributeFilter: ['data-state', 'data-severity'],
  })
  globalThis.taken = () => sights.splice(0)
}`
