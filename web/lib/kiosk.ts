/** Attachments of a wall: the screen stays awake, and the cursor goes when nobody moves it. */

const CURSOR_MS = 3000

/** Keeps the screen on while the element is there; the lock is lost when the page is hidden, and taken again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined
  let done = false
  const take = () => {
    if (done || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    navigator.wakeLock.request('screen').then(
      (taken) => {
        lock = taken
        if (done) void taken.release()
      },
      (error: unknown) => console.info('the screen may fall asleep: the browser gives no wake lock', error),
    )
  }
  take()
  document.addEventListener('visibilitychange', take)
  return () => {
    done = true
    document.removeEventListener('visibilitychange', take)
    void lock?.release()
  }
}

export function hideCursor(element: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout>
  const show = () => {
    delete element.dataset['cursor']
    clearTimeout(timer)
    timer = setTimeout(() => (element.dataset['cursor'] = 'hidden'), CURSOR_MS)
  }
  show()
  window.addEventListener('pointermove', show)
  return () => {
    clearTimeout(timer)
    window.removeEventListener('pointermove', show)
  }
}
