/** How deep JSON nests, counted before anything is built of it: deep nesting says nothing, and only costs us. Pure. */

/** Brackets within brackets, outside strings. What is no JSON has a depth too. */
export function depth(text: string): number {
  let deepest = 0
  let now = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++now)
    else if (character === '}' || character === ']') now--
  }
  return deepest
}
